/** Why llama.cpp ended, from its log. Its exceptions say only that something failed. */

// Said after the cause, whatever it was.
const echo = /failed to load model|exiting due to|cleaning up before exit/;
// What llama.cpp says of a file that it cannot make a model of, whatever the machine …
const aboutFile = /error loading model: |gguf_init_from_\w+: /;
// … and what it says in the same place of a machine that has too little of something.
const aboutMachine = /alloc|memory|mmap|mlock|failed to open|out of/i;

/** The last error that is no echo of another; else the last line. */
export function causeOf(log: string): string {
  return errorsIn(log).findLast((text) => !echo.test(text)) ?? (log.trimEnd().split('\n').at(-1)?.trim() || 'its log says nothing');
}

/** True when no attempt to load these bytes with this llama.cpp can succeed. In doubt false: another attempt costs little. */
export function isFileAtFault(log: string): boolean {
  const errors = errorsIn(log);
  return errors.some((text) => aboutFile.test(text)) && !errors.some((text) => aboutMachine.test(text));
}

function errorsIn(log: string): string[] {
  return log.split('\n').flatMap((line) => /^\S+ E (.+)$/.exec(line)?.[1] ?? []);
}
