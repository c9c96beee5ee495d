/** A terminal for tests: takes what a program writes, moves its cursor as one does, and says what a person would see. */

import { Writable } from 'node:stream';

export interface Terminal {
  /** Stands for standard output. */
  readonly stream: NodeJS.WriteStream;
  /** From the first line on that was ever written; none is lost above the top. */
  lines(): string[];
}

const escape = '\u001b';
const sequence = new RegExp(`${escape}\\[(\\??\\d*)([A-Za-z])`, 'y');

export function aTerminal(columns: number, rows: number): Terminal {
  const lines: string[] = [''];
  const cursor = { row: 0, column: 0 };
  const put = (letter: string): void => {
    const line = (lines[cursor.row] ?? '').padEnd(cursor.column);
    lines[cursor.row] = line.slice(0, cursor.column) + letter + line.slice(cursor.column + 1);
    cursor.column += 1;
  };
  const newLine = (): void => {
    cursor.row += 1;
    cursor.column = 0;
    while (lines.length <= cursor.row) lines.push('');
  };
  const move = (count: number, command: string): void => {
    if (command === 'A') cursor.row = Math.max(0, cursor.row - count);
    else if (command === 'B') cursor.row += count;
    else if (command === 'G') cursor.column = count - 1;
    else if (command === 'K') lines[cursor.row] = count === 2 ? '' : (lines[cursor.row] ?? '').slice(0, cursor.column);
    else if (!'hlm'.includes(command)) throw new Error(`this terminal does not know ${command}`);
  };
  const write = (text: string): void => {
    for (let at = 0; at < text.length;) {
      sequence.lastIndex = at;
      const [whole = '', count = '', command = ''] = sequence.exec(text) ?? [];
      if (whole !== '') move(Number(count.replace('?', '') || (command === 'K' ? 0 : 1)), command);
      else if (text[at] === '\n') newLine();
      else put(text[at] ?? '');
      at += Math.max(1, whole.length);
    }
  };
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => (write(chunk.toString()), done()) });
  return {
    stream: Object.assign(stream, { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream,
    lines: () => lines.map((line) => line.trimEnd()),
  };
}
