/** What `slipway init` saw in the data and how sure it is, for a person to agree with or to correct in the written file. */

import type { Detected } from '../../../dataset/examine/detect.js';
import type { Sample } from '../../../dataset/examine/sample.js';
import { countText } from '../../../domain/figures.js';
import { entry, indent } from '../entry.js';
import { plainText } from '../screen/layout.js';
import type { Fitted } from './plan.js';

const shownLabels = 10;

export function findingLines(dataFile: string, { files, totalLines, lines }: Sample, found: Detected): string[] {
  const where = files.length === 1 ? dataFile : `${dataFile} (${files.length} files)`;
  const looked = lines.length < totalLines ? `, of which the first ${lines.length} were looked at` : '';
  return [
    `${where}: ${countText(totalLines, 'line')}${looked}; ${countText(found.rows.length, 'example')} ${shapeText(found)}`,
    ...entry('task', taskText(found)),
    ...labelLines(found),
    ...entry('groups', groupText(found)),
    ...entry('sizes', `rows up to ${found.bytes.row.longest} bytes, answers up to ${found.bytes.answer.longest}`),
    ...entry('system', found.system === null ? '' : 'every row begins with the same system message; the safety suite does too'),
    ...leftOutLines(found),
  ];
}

export function warningLines({ warnings }: Fitted): string[] {
  return warnings.flatMap((warning) => entry('warning', warning));
}

function shapeText({ schema }: Detected): string {
  const names: Readonly<Record<Detected['schema'], string>> = {
    messages: 'with messages',
    conversations: 'as ShareGPT conversations',
    'prompt-completion': 'with prompt and completion',
    'input-output': 'with input and output',
    instruction: 'with instruction and output',
    text: 'with text and label',
  };
  return names[schema];
}

function taskText({ task, sure, answers, rows }: Detected): string {
  const certainty = sure ? 'sure' : 'a guess: look at task in the file';
  const others = answers.keys.filter((key) => key !== task.label?.path);
  switch (task.kind) {
    case 'classification': {
      if (task.answer === 'text') return `classification: answers are one of ${countText(task.label.values.length, 'text')} (${certainty})`;
      const besides =
        others.length === 0 ? '' : `; ${others.slice(0, 3).join(', ')} beside it ${others.length === 1 ? 'is' : 'are'} not compared`;
      return `classification: answers are JSON, ${task.label.path} has ${task.label.values.length} values in ${rows.length} rows${besides} (${certainty})`;
    }
    case 'extraction': {
      const label = answers.candidates[0]?.path;
      return `extraction: answers are JSON, compared as a whole${label === undefined ? '' : `; ${label} could be a label`} (${certainty})`;
    }
    case 'chat':
      return `chat: answers are free text${answers.json === 0 ? '' : `, ${answers.json} of them JSON`} (${certainty})`;
  }
}

function labelLines({ task }: Detected): string[] {
  if (task.label === null) return [];
  const { values } = task.label;
  const shown = values.slice(0, shownLabels).map(([value, rows]) => `${value} ${rows}`);
  return entry('labels', `${shown.join(', ')}${values.length > shownLabels ? ` and ${values.length - shownLabels} more` : ''}`);
}

function groupText({ groups }: Detected): string {
  const [best, second] = groups.candidates;
  if (best !== undefined) {
    const certainty = best.hasGroupName && second === undefined ? 'sure' : 'a guess: look at data.heldOut.groupBy in the file';
    return `${best.key} joins rows into ${best.groups} groups of up to ${best.largest}; none will stand on two sides (${certainty})`;
  }
  const [unique] = groups.unique;
  return unique === undefined
    ? 'no key joins related rows, such as those of one conversation'
    : `${unique} differs in every row: each row is a group of its own`;
}

function leftOutLines({ leftOut, repeated, examined }: Detected): string[] {
  const reasons = Object.entries(leftOut.byReason).map(([reason, lines]) => `${lines} ${reason}`);
  return [
    ...entry('repeated', repeated === 0 ? '' : `${countText(repeated, 'line')}; each example is taken once`),
    ...entry('left out', leftOut.count === 0 ? '' : `${leftOut.count} of ${countText(examined, 'line')}: ${reasons.join(', ')}`),
    // Whole, whatever the width: a path that is cut leads nowhere.
    ...leftOut.first.map(({ source, line, reason, detail }) => `${indent}${source}:${line} ${reason}: ${plainText(detail)}`),
  ];
}
