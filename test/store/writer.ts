// Writes to a store for ever and says, one JSON line each, what was answered. Made to be killed at any moment.
import { writeSync } from 'node:fs';
import type { Stored } from '../../src/ports/store.ts';
import { openAt } from './open-at.ts';
import { along, closed, closing, copy, fresh, minute, NOW, open, opening, pending } from './samples.ts';

const [, , place = '', round = '0'] = process.argv;
const store = await openAt(place);

/** A line is written only after the store has answered. */
const told = ({ request, version }: Stored, events: number): number =>
  writeSync(1, `${JSON.stringify({ id: request.id, version, status: request.status, events })}\n`);

for (let n = 0; ; n++) {
  const id = `aj-${round.padStart(2, '0')}${String(n).padStart(4, '0')}`;
  const copies = [copy('approval'), copy('request')];
  let stored = await store.create(fresh(pending(id, id)), along(pending(id, id), 'asked', { copies }));
  told(stored, 1);
  const next = opening(stored.request);
  stored = await store.save({ ...stored, request: next }, along(next, 'approve'));
  told(stored, 2);
  stored = await store.lease({ ...stored, work: { attempt: 1, leaseUntil: minute(5) } }, NOW);
  told(stored, 2);
  const rest = [
    [open, 'opened'],
    [closing, 'expire'],
    [closed, 'closed'],
  ] as const;
  for (const [done, [change, kind]] of rest.entries()) {
    const request = change(stored.request);
    stored = await store.save({ ...stored, request }, along(request, kind));
    told(stored, 3 + done);
  }
  await store.seal();
}
