import { type AccessRequest, isEnded } from '../../../src/access/request.ts';
import { verifyLog } from '../../../src/audit/verify.ts';
import type { Store } from '../../../src/ports/store.ts';
import { sayEntry } from '../cloud.ts';
import type { Deliveries } from '../deliveries.ts';
import type { World } from '../world.ts';

const OTHER_KINDS = ['refused', 'drift', 'reviewOpened', 'reviewLate', 'reviewed', 'policyTaken'];

/** What holds once nothing goes on any more. */
export async function checkAtRest(world: World, deliveries: Deliveries): Promise<void> {
  const { cloud, watch, note } = world;
  const { violated, records } = watch;
  note('at rest');
  for (const entry of cloud.open()) violated(`${sayEntry(entry)} is open and everything is at rest`);
  for (const { request } of records.last.values())
    if (!isAtRest(request, world)) violated(`${request.id} is ${request.status} and everything is at rest`);
  await checkCards(world);
  await checkPosts(world);
  await checkAudit(world);
  checkAnswers(world, deliveries);
}

/** It has ended, or waits for its start: a clock that was wrong has read a time of tomorrow. */
export const isAtRest = (request: AccessRequest, { epoch, timeline }: World): boolean =>
  isEnded(request) || (request.startsAt !== undefined && request.startsAt.getTime() > epoch + timeline.now());

/** No card that can be drawn is behind, or says what is not so. */
async function checkCards({ store, platform, watch: { records, violated } }: World): Promise<void> {
  for (const copy of await store.behind(new Date(8.64e15), 100))
    violated(`the card ${copy.slot} of ${copy.request} is stale`);
  for (const { request, version } of records.last.values()) {
    for (const copy of await store.copies(request.id)) {
      const shown = platform.messages[Number(copy.message?.slice(1)) - 1]?.card;
      if (copy.lost !== undefined || copy.card === 'alert') continue;
      if (!shown) violated(`the card ${copy.slot} of ${request.id} was never shown`);
      else if (copy.drawn < version) violated(`the card ${copy.slot} of ${request.id} is behind`);
      else if ('request' in shown && shown.request.status !== request.status)
        violated(
          `the card ${copy.slot} of ${request.id} says ${shown.request.status}, and it is ${request.status}`,
        );
    }
  }
}

/** With these what was posted may have been forgotten, so that it is posted once more. */
const FORGETS = /^(crash|chat|store|jump|skew)/;

/** Whoever is shown a card of a request is shown it once, however many processes look. */
async function checkPosts({ store, platform, watch: { records, violated } }: World): Promise<void> {
  if ([...records.struck].some((name) => FORGETS.test(name))) return;
  const copies = await Promise.all([...records.last.keys()].map((id) => store.copies(id)));
  const kept = new Set(copies.flat().map(({ message }) => message));
  const lost = platform.messages.find(({ id, card }) => 'request' in card && !kept.has(id));
  if (lost) violated(`${lost.card.card} in ${lost.place.conversation} was posted twice`);
}

/** One event for every step, in order, and a chain that verifies. */
async function checkAudit({ store, watch: { records, violated } }: World): Promise<void> {
  await store.seal();
  const verified = await verifyLog(store.log());
  if (!verified.ok) violated(`the audit chain does not verify: ${JSON.stringify(verified)}`);
  const kinds = await kindsOf(store);
  for (const [id, steps] of records.steps) {
    const found = kinds.get(id) ?? [];
    if (found.length !== steps)
      violated(`${id} took ${steps} steps and has ${found.length} events: ${found.join(' ')}`);
  }
}

/** Of the steps of each request. Whatever else is recorded of it may be thousands. */
async function kindsOf(store: Store): Promise<ReadonlyMap<string, readonly string[]>> {
  const kinds = new Map<string, string[]>();
  for await (const { bytes } of store.log()) {
    const { request, kind } = JSON.parse(bytes) as { request?: string; kind: string };
    if (request === undefined || OTHER_KINDS.includes(kind)) continue;
    const found = kinds.get(request) ?? [];
    kinds.set(request, [...found, kind]);
  }
  return kinds;
}

/** Whoever said or pressed something was answered, unless the chat itself was down. */
function checkAnswers({ platform, watch: { violated } }: World, { all }: Deliveries): void {
  const answered = new Set(platform.messages.map(({ place }) => place.thread));
  for (const { key, answer, what } of all) {
    if (answer === undefined) violated(`${key} (${what}) was never answered`);
    if (answer === 'heard' && !answered.has(key) && !platform.failed.has(key))
      violated(`${key} (${what}) was heard, and nobody answered`);
    if (answer === '') violated(`${key} (${what}) was answered with nothing`);
  }
}
