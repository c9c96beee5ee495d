import { describe, expect, it, vi } from 'vitest';
import { patiently } from '../../../catalog/runtimes/patiently.js';
import { RuntimeAwayError, RuntimeRefusedError } from '../../../platform/runtime-control.js';

describe('patience with a supervisor', () => {
  it('lasts while nobody answers', async () => {
    const call = vi.fn<() => Promise<string>>();
    call.mockRejectedValueOnce(new RuntimeAwayError('refused')).mockResolvedValue('ready');
    expect(await patiently(call)).toBe('ready');
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('is none for what it answers', async () => {
    const call = vi.fn<() => Promise<string>>().mockRejectedValue(new RuntimeRefusedError('taken by other bytes'));
    await expect(patiently(call)).rejects.toThrow('taken by other bytes');
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('ends with the work that it is for', async () => {
    const cancelled = new AbortController();
    const waiting = patiently(() => Promise.reject(new RuntimeAwayError('refused')), cancelled.signal);
    cancelled.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
  });
});
