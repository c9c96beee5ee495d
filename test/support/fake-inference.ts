/**
 * A program in the place of the Python that serves models: it speaks the supervisor's protocol and OpenAI's, starts in a moment and does
 * what the model's own bytes say. For tests of everything around llama.cpp; what llama.cpp itself does is tested with the real one.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a model file may begin with; anything else is served. */
export const bytesThat = {
  abort: 'ABORT: an assertion failed',
  refuse: 'REFUSE: an unknown architecture',
  starve: 'STARVE: too little memory',
  hang: 'HANG: never ready',
} as const;

/** Answers each question with its own last word, as `{"intent": "refund"}`. */
const program = `#!${process.execPath}
const fs = require('node:fs');
const http = require('node:http');
let line = '';
process.stdin.on('data', (chunk) => {
  line += chunk;
  if (line.endsWith('\\n')) start(JSON.parse(line));
});
process.stdin.on('end', () => process.exit(0));
function start({ ggufPath, host, alias }) {
  const bytes = fs.readFileSync(ggufPath, 'utf8');
  if (bytes.startsWith('ABORT')) {
    process.stderr.write('model.cpp:102: GGML_ASSERT(n_embd_head == n) failed\\n');
    return void process.kill(process.pid, 'SIGABRT');
  }
  if (bytes.startsWith('REFUSE')) return refuse("llama_model_load: error loading model: unknown model architecture: 'llamx'");
  if (bytes.startsWith('HANG')) return;
  if (bytes.startsWith('STARVE')) return refuse('llama_model_load: error loading model: unable to allocate CPU buffer');
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => response.end(request.url === '/health' ? '{}' : answer(alias, JSON.parse(body))));
  });
  server.listen(0, host, () => process.stdout.write(JSON.stringify({ ready: true, port: server.address().port }) + '\\n'));
}
function refuse(cause) {
  process.stderr.write('0.00.011 E ' + cause + '\\n0.00.012 E llama_model_load_from_file_impl: failed to load model\\n');
  process.stdout.write(JSON.stringify({ error: 'RuntimeError: Failed to init server' }) + '\\n', () => process.exit(1));
}
function answer(model, { messages }) {
  const question = messages[messages.length - 1].content;
  fs.appendFileSync(__dirname + '/asked', model + ' ' + question + '\\n');
  const intent = question.split(' ').pop();
  return JSON.stringify({ model, choices: [{ message: { role: 'assistant', content: JSON.stringify({ intent }) } }], usage: { completion_tokens: 4 } });
}
`;

/** What was asked of which model, in order: `m@v1 I want a refund`. */
export async function askedQuestions(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'asked'), 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}

/** Path of an executable in the folder, to be given as `python`. */
export async function aFakePython(folder: string): Promise<string> {
  const path = join(folder, 'fake-python.cjs');
  await writeFile(path, program, { mode: 0o755 });
  return path;
}
