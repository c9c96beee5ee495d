/** `npm run bench -- NAME`: comparisons with other tools, as ratios within one run. Nothing here is a test: figures depend on the machine. */

import { parseArgs } from 'node:util';
import { benchAdversarial } from './data/adversarial.js';
import { benchData } from './data/compare.js';

const help = `npm run bench -- data [--examples N] [--seed N] [--folder DIR] [--keep]
npm run bench -- data --adversarial [--folder DIR] [--keep]

data   Writes a file of chat examples of about 1.5 KB (4 messages, Zipf vocabulary, log-normal lengths; 6 of 100 are copies with
       0 to 10 words changed), and runs each of these in a process of its own over that file:
         parse       JSON.parse of every line, and nothing else
         near        words, shingles and the near-duplicate join alone
         stage       the whole dataset stage, as \`slipway data validate\` runs it
         datasketch  MinHash LSH of Python, with its defaults (first 30,000 examples)
         rensa       MinHash LSH in Rust, called from Python (first 1,000,000 examples)
       Prints examples per CPU-second, the peak of resident memory above that of an empty run, and how many of the true pairs each
       finds. True: every two examples of which the similarity is at least 0.95, found by SetSimilaritySearch, an exact join in Python,
       among the first 30,000; our join must agree with it there.
       The Python tools are installed once into .slipway/bench-venv (python3 with venv and pip; the index is that of pip's configuration).
       Without them the rest still runs.

  --examples N   200,000 unless given; up to 10,000,000 (a file of 15 GB, and twice that for the work of the stage)
  --adversarial  instead: sets made to be slow. 200,000 templated examples of which nearly all look suspicious, 100,000 copies of one text
                 with one word changed, and 100,000 in a chain. Each finishes, or says which budget it breached.
  --seed N       of the generator; 1 unless given
  --folder DIR   where files are written; a temporary folder unless given
  --keep         leaves the files there
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    examples: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
    keep: { type: 'boolean', default: false },
    adversarial: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const [examples, seed] = [Number(values.examples), Number(values.seed)];

if (values.help) console.log(help);
else if (positionals.join(' ') !== 'data') refuse(`Expected a benchmark: data; got ${positionals.join(' ') || 'none'}.`);
else if (!Number.isInteger(examples) || examples < 1 || examples > 10_000_000) {
  refuse(`Expected --examples from 1 to 10000000, got ${values.examples}.`);
} else if (!Number.isInteger(seed)) refuse(`Expected a whole number as --seed, got ${values.seed}.`);
else {
  const run = values.adversarial ? benchAdversarial : benchData;
  await run({ examples, seed, folder: values.folder, keep: values.keep });
}

function refuse(message: string): void {
  console.error(`${message} See npm run bench -- --help.`);
  process.exitCode = 2;
}
