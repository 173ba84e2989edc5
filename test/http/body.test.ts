import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { collect, MOST_AT_ONCE } from '../../src/body.ts';

const A_BODY = 1024 * 1024;
const LIMITS = { mostBytes: A_BODY, ms: 60_000 };

/** A request of which so many bytes have come, and the last has not. */
function coming(bytes: number) {
  const sent = new PassThrough();
  const collected = collect(sent as unknown as IncomingMessage, LIMITS);
  sent.write(Buffer.alloc(bytes));
  return { sent, collected };
}

it('bodies that nobody has signed yet take so much memory together and no more, and make room again', async () => {
  const many = MOST_AT_ONCE / A_BODY;
  const held = Array.from({ length: many }, () => coming(A_BODY));
  const [ended, given] = held;
  expect(await coming(1).collected).toBe(503);
  ended!.sent.end();
  expect(await ended!.collected).toHaveLength(A_BODY);
  given!.sent.emit('aborted');
  given!.sent.emit('error', new Error('gone'));
  expect(await given!.collected).toBe(400);
  const next = [coming(A_BODY), coming(A_BODY)];
  expect(await coming(1).collected).toBe(503);
  for (const { sent } of [...held, ...next]) sent.end();
  const all = await Promise.all([...held, ...next].map(({ collected }) => collected));
  expect(all.filter((each) => typeof each === 'number')).toEqual([400]);
});
