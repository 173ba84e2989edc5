import type { NewEvent } from '../../access/audit-event.ts';
import { holdOf, mayBeOpen, sharesRule } from '../../access/grant.ts';
import { apart } from '../../access/odd-clock.ts';
import { AJAR } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import { formatRange, readRange } from '../../access/range.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../access/unit-ms.ts';
import { CloudError, type Found } from '../../ports/provider.ts';
import { Conflict } from '../../ports/store.ts';
import { tell } from '../cards/tell.ts';
import { dutyPlaces } from '../clockwork/tell-stall.ts';
import type { Deps } from '../deps.ts';
import type { Unowned } from './look.ts';
import { hashOf } from './tell-drift.ts';
import { watchPlaces } from './watch-places.ts';
import { sayFound } from './words.ts';

/** Closes what is ours and no request's. It is told before it is done, and once more when it is known what came of it. */
export async function closeUnowned(deps: Deps, { found, why }: Unowned): Promise<boolean> {
  const id = `drift/unowned/${found.request}/${hashOf(`${found.grant.key} ${found.until.toISOString()}`)}`;
  const at = deps.clock.now();
  const whose = why === 'ended' ? 'whose request has ended' : 'that no request has';
  const opening = `In the cloud stands an opening of Ajar's ${whose}: ${sayFound(found)}.`;
  await tell(deps, {
    id,
    bulletin: {
      ...{ status: 'told', at, loud: true, title: `Nobody's: ${formatPort(found.port)} on ${found.vm}` },
      sentences: [opening, 'Ajar closes it now.'],
    },
    places: await watchPlaces(deps),
    event: eventOf(deps, found, `${opening} Ajar closes it now.`),
  });
  const outcome = await close(deps, found);
  const sentences = [opening, outcome.sentence];
  await amend(deps, id, found, sentences);
  await page(deps, id, found, sentences, outcome);
  return outcome.closed;
}

/** Azure is given so long to show that it is shut, in milliseconds; from then on somebody has to look. */
const PATIENCE_MS = 5 * MINUTE_MS;
/** Since it was first told: hourly until then, and daily for as long as it lasts. */
const HOURLY_FOR_MS = 3 * HOUR_MS;

/** What came of a try to close it. */
interface Outcome {
  readonly closed: boolean;
  /** Set where there is nothing to close and it stays open all the same: another request has it by now. */
  readonly left?: true;
  readonly sentence: string;
}

/** Nobody is notified of a message that changes: what stays open pages on-call anew, and whom that woke hears of its end. */
async function page(
  deps: Deps,
  id: string,
  found: Found,
  sentences: readonly string[],
  { closed, left }: Outcome,
): Promise<void> {
  const first = await deps.store.findRecord(id);
  const at = deps.clock.now();
  const sinceMs = first?.kind === 'bulletin' ? apart(first.body.at, at) : 0;
  if (sinceMs < PATIENCE_MS) return;
  const tellings = tellingsUntil(sinceMs).map((nth) => `${id}/${nth}`);
  if (closed && !(await isAnyTold(deps, tellings))) return;
  const state = left ? 'Left to another request' : closed ? 'Shut after all' : 'Still open';
  await tell(deps, {
    id: closed ? `${id}/shut` : (tellings.at(-1) ?? id),
    bulletin: {
      ...{ status: 'told', at, loud: !closed, pages: true, sentences },
      title: `${state}: ${formatPort(found.port)} on ${found.vm}`,
    },
    places: await dutyPlaces(deps),
    event: eventOf(deps, found, sentences.join(' ')),
  });
}

/** What the tellings are called that may have been by then, the present one last. */
const tellingsUntil = (sinceMs: number): readonly string[] =>
  sinceMs < HOURLY_FOR_MS
    ? upTo(sinceMs / HOUR_MS, 'h')
    : [...upTo(HOURLY_FOR_MS / HOUR_MS - 1, 'h'), ...upTo(sinceMs / DAY_MS, 'd')];

const upTo = (last: number, unit: string): readonly string[] =>
  Array.from({ length: Math.floor(last) + 1 }, (_, n) => `${n}${unit}`);

/** Not each is there: Ajar may have been away. */
async function isAnyTold({ store }: Deps, ids: readonly string[]): Promise<boolean> {
  const told = await Promise.all(ids.map((id) => store.findRecord(id)));
  return told.some((record) => record !== undefined);
}

async function close(deps: Deps, found: Found): Promise<Outcome> {
  const { request, until } = found;
  const grant = { ...found.grant, source: canonical(found.grant.source) };
  const order = { request, justification: '', until, grants: [grant], now: deps.clock.now() };
  try {
    const keep = sharesRule(grant) ? await keptFor(deps, found, holdOf(grant)) : new Set<string>();
    const [seen] = await deps.providers[grant.provider].close(order, keep);
    if (keep.size > 0 && seen?.state === 'closed')
      return {
        ...{ closed: true, left: true },
        sentence: 'It is left: another request holds it by now, and it goes with that.',
      };
    if (seen?.state === 'closed' || seen?.state === 'failed')
      return { closed: true, sentence: `It is proven shut.${seen.note ? ` ${seen.note}` : ''}` };
    return {
      closed: false,
      sentence: `It is not proven shut yet; Ajar tries again.${seen?.note ? ` ${seen.note}` : ''}`,
    };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return {
      closed: false,
      sentence: `It could not be closed: ${error.message} Ajar tries again; please look at it yourself.`,
    };
  }
}

/** What other live requests hold on the same target (HOLES H9). */
async function keptFor(deps: Deps, { request, grant }: Found, hold: string): Promise<ReadonlySet<string>> {
  const holders = await deps.store.holders(grant.target, request);
  const others = await Promise.all(holders.map((holder) => deps.store.find(holder.request)));
  const held = others.flatMap((other) => other?.request.grants ?? []).filter(mayBeOpen);
  return new Set(held.map(holdOf).filter((each) => each === hold));
}

/** As the store writes sources, so that what is held is known again. */
const canonical = (source: string): string => {
  const range = readRange(source);
  return range ? formatRange(range) : source;
};

/** What came of it, on the same messages; said once for as long as it stays the same. */
async function amend(deps: Deps, id: string, found: Found, sentences: readonly string[]): Promise<void> {
  const record = await deps.store.findRecord(id);
  if (record?.kind !== 'bulletin' || record.body.sentences.join() === sentences.join()) return;
  try {
    await deps.store.saveRecord(
      { ...record, body: { ...record.body, sentences } },
      { event: eventOf(deps, found, sentences.join(' ')) },
    );
    deps.nudge();
  } catch (error) {
    if (!(error instanceof Conflict)) throw error; // another process has told it
  }
}

const eventOf = (deps: Deps, found: Found, detail: string): NewEvent => ({
  ...{ at: deps.clock.now(), kind: 'drift', actor: AJAR, app: 'ajar', detail, request: found.request },
  vms: found.grant.vm.id === '' ? [] : [found.grant.vm.id],
  ...{ ports: [formatPort(found.port)], sources: [found.source], until: found.until },
  ...{ rules: [], policy: deps.policy().hash, traces: [] },
});
