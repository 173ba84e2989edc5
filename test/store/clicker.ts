// One of several processes that act on the same request; each starts as soon as it can, and says whether it won.
import { Conflict, type Stored } from '../../src/ports/store.ts';
import { openAt } from './open-at.ts';
import { along, minute, NOW, opening } from './samples.ts';

const [, , place = '', deed = ''] = process.argv;
const store = await openAt(place);

const DEEDS: Record<string, (stored: Stored) => Promise<Stored>> = {
  // Everyone saves over the version that the card showed, however late they come.
  approve: (stored) => {
    const request = opening(stored.request);
    return store.save({ ...stored, version: 1, request }, along(request, 'approve'));
  },
  // Everyone begins with what is stored now, as a sweep does.
  lease: (stored) => store.lease({ ...stored, work: { attempt: 1, leaseUntil: minute(5) } }, NOW),
};

const stored = await store.find('aj-000001');
if (stored === undefined) throw new Error('The request is not there.');
try {
  await DEEDS[deed]?.(stored);
  process.stdout.write('won');
} catch (error) {
  if (!(error instanceof Conflict)) throw error;
  process.stdout.write('lost');
}
await store.close();
