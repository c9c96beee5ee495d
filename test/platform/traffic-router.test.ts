import { describe, expect, it } from 'vitest';
import { createTrafficRouter, guardrailEvents } from '../../platform/traffic-router.js';
import { model, startUpstream } from '../apps/gateway/support.js';

describe('the traffic router', () => {
  it.each([
    ['a page of something else', '<html>'],
    ['a route with a key that this version does not know', '{"model":"m","surprise":1}'],
  ])('does not take %s for an answer', async (_, body) => {
    const { address } = await startUpstream((response) => void response.end(body));
    await expect(createTrafficRouter(address).route(model)).rejects.toThrow("is it the gateway's control API");
  });

  it('says what it expected and what came', async () => {
    const { address } = await startUpstream((response) => void response.writeHead(500).end('disk full'));
    await expect(createTrafficRouter(address).claim(model, 'o')).rejects.toThrow(/expected 200 from .*claim, got 500: disk full/);
    await expect(createTrafficRouter(address).stats(model)).rejects.toThrow('got 500');
  });

  it('stops waiting for events when it is told to', async () => {
    const { address } = await startUpstream(() => {});
    const told = new AbortController();
    const waiting = guardrailEvents(address, 0, told.signal);
    told.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
