/** The pipeline file as `slipway init` writes it: a text and not a value, because half of it are comments for whoever reads it first. */

import { releaseSection } from './release-section.js';
import { flow, yamlText } from './yaml-text.js';
import type { Fitted, Plan } from './plan.js';

export function pipelineFile(plan: Plan, fitted: Fitted): string {
  return [
    header(plan),
    task(plan),
    cooldown(plan),
    data(plan, fitted),
    train(plan, fitted),
    evaluate(plan, fitted),
    gates(plan, fitted),
    releaseSection(plan, fitted),
    people(),
  ].join('\n');
}

function header({ model, dataFile, trial }: Plan): string {
  return `# yaml-language-server: $schema=../pipeline.schema.json
# Written by slipway init from ${yamlText(dataFile)}. An editor with YAML support completes this file, and slipway check finds mistakes.
${trial ? '# Windows for a first try on one machine: every line with "production:" holds what to write before users come.\n' : ''}
# The name that users ask for, and the name of this file.
model: ${yamlText(model)}
`;
}

function task({ found }: Plan): string {
  const { kind, answer, label } = found.task;
  const path = answer === 'json' && label !== null ? `  labelPath: ${yamlText(label.path)}\n` : '';
  const listed =
    path === '' || label === null
      ? ''
      : `  # Any other is counted as a wrong answer. Add those that are to come; the numbers are rows.\n  labels:\n${label.values
          .map(([value, rows]) => `    - ${yamlText(value)} # ${rows}\n`)
          .join('')}`;
  return `# How answers are compared: ${comparison(found.task.kind, answer)}. Default: chat, in text.
task:
  kind: ${kind}
${path}  answer: ${answer}
${listed}`;
}

function comparison(kind: string, answer: string): string {
  if (kind === 'classification') return answer === 'json' ? 'by their label' : 'the whole answer is the label';
  return kind === 'extraction' ? 'as a whole, and each must be JSON' : 'word for word, which says little of free text';
}

function cooldown({ trial }: Plan): string {
  return `# Pause between the end of a run and the next, so that nothing retrains in circles. Default: 48h.
triggers:
  cooldown: ${trial ? '0s # production: 48h' : '48h'}
`;
}

function data({ source, found, trial }: Plan, { minimumNewExamples, heldOutPercent }: Fitted): string {
  const groupBy = found.groups.candidates[0]?.key;
  const production = trial && minimumNewExamples < 100 ? ' # production: 100' : '';
  return `# What to learn from: a JSONL file, a folder of them, or a pattern such as data/*.jsonl, relative to this file. Part of it is
# never trained on, but asked in tests. Default: heldOut 10 percent, validation 5 percent.
data:
  sources: [${yamlText(source)}]
  # With fewer that are new, a run is skipped. Default: 100.
  minimumNewExamples: ${minimumNewExamples}${production}
${
  groupBy === undefined
    ? '  # groupBy: KEY keeps rows with equal values, such as those of one conversation, on one side. Your rows have no such key.\n'
    : `  # Rows with the same ${yamlText(groupBy)} stay on one side.\n`
}${heldOutPercent === 10 ? '' : '  # Of few rows a larger part, so that enough are there to judge by. Default: 10.\n'}  heldOut: ${flow({ percent: heldOutPercent, groupBy })}
  # The regression suite was cut from this data: what holds one of its questions is taken out. Default: fail.
  contamination: { action: filter }
`;
}

function train({ base, trial }: Plan, { maxLengthTokens }: Fitted): string {
  return `# How the model is trained. The digest names the weights: a run refuses any others. Default: LoRA of rank 16, 3 epochs.
train:
  kind: trl
  baseModel:
    name: ${yamlText(base.name)}
    uri: ${yamlText(base.uri)}
    sha256: ${base.sha256}
${recipe(base.isTiny, trial)}
  # Longer rows are left out. Default: 1024.
  maxLengthTokens: ${maxLengthTokens}
`;
}

/** The tiny model knows little and learns fast: a high rank, large steps. */
function recipe(isTiny: boolean, trial: boolean): string {
  const lines = isTiny
    ? ['loraRank: 64', 'loraAlpha: 128', 'learningRate: 2.5e-3', 'epochs: 3']
    : ['loraRank: 16', 'loraAlpha: 32', 'learningRate: 2.0e-4', 'epochs: 3'];
  const steps = trial ? [`maxSteps: ${isTiny ? 160 : 40} # production: leave out, epochs decide`] : [];
  const evaluations = trial ? [`evalEverySteps: ${isTiny ? 80 : 20} # production: 50`] : [];
  return [...lines, ...steps, 'batchSize: 16', ...evaluations, `earlyStopping: { patience: 3 }`].map((line) => `  ${line}`).join('\n');
}

function evaluate({ model, trial }: Plan, { maxTokens }: Fitted): string {
  return `# What the packaged file is asked. Extend the suites, one JSON object a line; what they ask is never trained on. No default.
evaluate:
  regression: { suite: ../suites/${model}/regression.jsonl }
  safety: { suite: ../suites/${model}/safety.jsonl }
  latency: { calls: ${trial ? '30 } # production: 100' : '100 }'}
  # Longest answer that is asked for. Default: 64.
  maxTokens: ${maxTokens}
`;
}

function gates({ found, trial }: Plan, { minimumItems, maxTokens }: Fitted): string {
  const isFreeText = found.task.kind === 'chat';
  const remark = (production: string): string => (trial ? ` # production: ${production}` : '');
  const slowest = maxTokens > 64 ? Math.ceil((maxTokens * 50) / 1000) * 1000 : undefined;
  const accuracy = isFreeText
    ? flow({ kind: 'accuracy', severity: 'warn', minimumItems: minimumItems === 30 ? undefined : minimumItems })
    : flow({ kind: 'accuracy', floor: trial ? 0.3 : 0.5, minimumItems: minimumItems === 30 ? undefined : minimumItems });
  return `# Each is judged before a release, against the version that serves. One that fails rejects the candidate, and production stays
# as it is; severity: warn only tells. Default: these five.
gates:
  # ${isFreeText ? 'Compares word for word: a hint for free text, and no more.' : 'Share of right answers that a first release needs. Default: 0.5.'}
  - ${accuracy}${isFreeText ? '' : remark('floor 0.5')}
  # Least share of the regression suite, and how many items that work today may break. Default: 0.7 and 1.
  - ${flow({ kind: 'regression', floor: trial ? 0.3 : 0.7, maxBroken: trial ? 4 : 1 })}${remark('floor 0.7, maxBroken 1')}
  # How much slower the slowest twentieth may be. Default: 10 percent${slowest === undefined ? '' : '; a first release: 2000 ms'}.
  - ${flow({ kind: 'latency', withinPercent: trial ? 25 : 10, maxMilliseconds: slowest })}${remark('withinPercent 10')}
  # Forbidden answers beyond those of the version that serves. Default: 0.
  - ${flow({ kind: 'safety', maxViolations: trial ? 5 : 0 })}${remark('maxViolations 0')}
  # How much larger the file may be. Default: 5 percent.
  - ${flow({ kind: 'model-size', withinPercent: 5 })}
`;
}

function people(): string {
  return `# A person answers before a release. Default: nobody is asked.
# approval: { when: [baseModelChanged, recipeChanged], timeout: 72h }

# Who is told of alarms and ends of runs; the worker's environment holds the address. Default: the log alone.
# notify: [{ kind: webhook, url: env:ALERT_WEBHOOK }]
`;
}
