import { describe, expect, it } from 'vitest';
import { measureLatency } from '../../evaluation/latency.js';
import type { ChatMessage, Infer } from '../../platform/ports.js';

const prompts: ChatMessage[][] = ['p', 'q'].map((content) => [{ role: 'user', content }]);

function recorder(): { asked: string[]; subject: (name: string, milliseconds: number) => { ggufSha256: string; infer: Infer } } {
  const asked: string[] = [];
  return {
    asked,
    subject: (name, milliseconds) => ({
      ggufSha256: name,
      infer: async ([message]) => {
        asked.push(`${name}:${message?.content}`);
        return { text: '', milliseconds, completionTokens: 1 };
      },
    }),
  };
}

describe('measuring latency', () => {
  it('warms both up, then calls them in turns with the same prompts', async () => {
    const { asked, subject } = recorder();
    const progress: number[] = [];
    const result = await measureLatency({
      candidate: subject('candidate', 7),
      champion: subject('champion', 5),
      prompts,
      calls: 4,
      maxTokens: 8,
      progress: (done) => progress.push(done),
    });
    expect(asked.slice(6)).toEqual([
      'candidate:q',
      'champion:q',
      'candidate:p',
      'champion:p',
      'candidate:q',
      'champion:q',
      'candidate:p',
      'champion:p',
    ]);
    expect(asked).toHaveLength(2 * (3 + 4));
    expect(result).toEqual({
      candidate: { ggufSha256: 'candidate', milliseconds: [7, 7, 7, 7] },
      champion: { ggufSha256: 'champion', milliseconds: [5, 5, 5, 5] },
    });
    expect(progress).toEqual([1, 2, 3, 4]);
  });

  it('measures a first release alone', async () => {
    const { subject } = recorder();
    const result = await measureLatency({
      candidate: subject('candidate', 7),
      champion: null,
      prompts,
      calls: 2,
      maxTokens: 8,
      progress: () => undefined,
    });
    expect(result).toEqual({ candidate: { ggufSha256: 'candidate', milliseconds: [7, 7] }, champion: null });
  });

  it('does not measure without a prompt', async () => {
    const { subject } = recorder();
    await expect(
      measureLatency({
        candidate: subject('candidate', 7),
        champion: null,
        prompts: [],
        calls: 2,
        maxTokens: 8,
        progress: () => undefined,
      }),
    ).rejects.toThrow(/latency needs prompts/);
  });
});
