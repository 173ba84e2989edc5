import type { CloudDeed } from '../../access/activity/deed.ts';
import { readMarker } from '../../access/marker.ts';
import { AJAR } from '../../access/person.ts';
import { ID_ALPHABET } from '../../access/request-id.ts';
import type { AwayDeed } from '../../access/review/review.ts';
import { sayInstant } from '../../access/wall-time.ts';
import { CloudError } from '../../ports/provider.ts';
import { tell } from '../cards/tell.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { findReview } from '../review/advance-review.ts';
import { openAwayReview } from '../review/open-away-review.ts';
import { recordOnce } from '../step/record-once.ts';
import { forgetGap, type Gap, noteThere } from './away.ts';
import { sayDeed } from './say-deed.ts';
import { hashOf } from './tell-drift.ts';
import { watchPlaces } from './watch-places.ts';

/** The cloud's log is late: it is looked at once more so long after the return; real milliseconds. */
const LATE_MS = 30 * 60_000;

/**
 * After a time in which no Ajar was there: what was done to ports meanwhile, by whoever is not Ajar, is told, written into
 * the audit log line by line, and to be reviewed. Once at the return, and once more when the cloud's log is complete.
 */
export async function lookBack(deps: Deps, everyMs: number): Promise<void> {
  const gap = await noteThere(deps, everyMs);
  if (!gap) return;
  const isLast = deps.clock.now() >= later(gap.to, deps.clock.spanOf(LATE_MS));
  const [first, last] = [idOf(gap, 'first'), idOf(gap, 'last')];
  if (!isLast && (await isTold(deps, first))) return;
  const deeds = await deedsIn(deps, gap, later(gap.from, deps.clock.spanOf(everyMs)));
  if (!deeds) return;
  const told = new Set((await findReview(deps, first))?.body.away?.deeds.map(({ key }) => key));
  const fresh = deeds.found.filter(({ key }) => !told.has(key));
  for (const deed of fresh) await record(deps, gap, deed);
  const { unread } = deeds;
  if (fresh.length > 0)
    await openAwayReview(deps, isLast ? last : first, { ...gap, unread, deeds: fresh.map(withoutTrace) });
  else if (!isLast) await tellNothing(deps, gap, first, unread);
  // Nobody looks again: what stays unread is not to be taken for nothing.
  else if (unread.length > 0) await tellNothing(deps, gap, last, unread, true);
  if (isLast) await forgetGap(deps);
}

type Found = AwayDeed & { readonly trace: string };

const withoutTrace = ({ trace: _, ...deed }: Found): AwayDeed => deed;

/** By `gone` no Ajar was there. Undefined where nothing could be read, which is told once: it is tried again. */
async function deedsIn(
  deps: Deps,
  gap: Gap,
  gone: Date,
): Promise<{ readonly found: readonly Found[]; readonly unread: readonly string[] } | undefined> {
  try {
    const { deeds, unread } = await deps.activity.readAll(gap.from);
    const within = deeds.filter(({ at, outcome }) => at <= gap.to && outcome !== 'failed');
    const ours = await Promise.all(within.map((deed) => isOurs(deps, deed, gone)));
    const found = within.filter((_, at) => !ours[at]).toReversed();
    return { found: found.map((deed) => toFound(deed, deps.zone)), unread };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    await tellUnread(deps, gap, error);
    return undefined;
  }
}

const toFound = (deed: CloudDeed, zone: string): Found => ({
  key: hashOf([deed.trace, deed.kind, deed.resource, deed.at.toISOString()].join(' ')),
  sentence: sayDeed(deed, zone),
  ...(deed.callerId === undefined ? {} : { by: deed.callerId }),
  trace: deed.trace,
});

/**
 * What Ajar began before it was gone, or its sweep did since, is its own; an opening under its name that is of no request
 * here is told. Who cannot be told from Ajar is not taken for it.
 */
async function isOurs(
  { store }: Deps,
  { at, by, kind, justification, name }: CloudDeed,
  gone: Date,
): Promise<boolean> {
  if (by === 'defender') return true;
  if (by !== 'ajar') return false;
  if (kind !== 'jit-open' && kind !== 'rule-write') return true;
  const id = readMarker(justification) ?? /^ajar-(aj-[0-9a-z]{6})-/i.exec(name)?.[1]?.toLowerCase();
  return id === undefined ? at < gone : (await store.find(id)) !== undefined;
}

async function record(deps: Deps, gap: Gap, { key, sentence, trace }: Found): Promise<void> {
  const detail = `While Ajar was away: ${sentence}`;
  const event = {
    ...({ at: deps.clock.now(), kind: 'drift', actor: AJAR, app: 'ajar', detail } as const),
    ...{ vms: [], ports: [], sources: [], rules: [], policy: deps.policy().hash },
    traces: trace === '' ? [] : [trace],
  };
  await recordOnce(deps, event, `away ${gap.from.toISOString()} ${key}`, {
    sentence: detail,
    refused: false,
  });
}

const sayGap = ({ from, to }: Gap, zone: string): string =>
  `While Ajar was away from ${sayInstant(from, zone)} to ${sayInstant(to, zone)}`;

const bulletinId = (id: string): string => `away/${id}`;

const isTold = async (deps: Deps, id: string): Promise<boolean> =>
  Boolean((await findReview(deps, id)) ?? (await deps.store.findRecord(bulletinId(id))));

const LATER = 'The log is late, so Ajar looks once more in 30 minutes, and tells only what it finds then.';
const NO_MORE = 'Ajar looks no more: "activity" and a VM\'s name shows what Azure has of it.';

async function tellNothing(
  deps: Deps,
  gap: Gap,
  id: string,
  unread: readonly string[],
  isLast = false,
): Promise<void> {
  await tellPlainly(deps, bulletinId(id), unread.length > 0, 'Ajar is back', [
    `${sayGap(gap, deps.zone)}, nobody opened anything ${isLast ? 'more ' : ''}by hand, as far as Azure's activity log has it by now.`,
    ...unread.map((sentence) => `Not everything could be read: ${sentence}`),
    isLast ? NO_MORE : LATER,
  ]);
}

async function tellUnread(deps: Deps, gap: Gap, { message }: CloudError): Promise<void> {
  await tellPlainly(deps, `${bulletinId(idOf(gap, 'first'))}/unread`, true, 'Ajar is back', [
    `${sayGap(gap, deps.zone)}, what was opened by hand cannot be told yet: ${message}`,
    'Ajar tries again, and tells what it finds.',
  ]);
}

async function tellPlainly(
  deps: Deps,
  id: string,
  loud: boolean,
  title: string,
  sentences: readonly string[],
): Promise<void> {
  const at = deps.clock.now();
  await tell(deps, {
    ...{ id, bulletin: { status: 'told', at, loud, title, sentences } },
    places: await watchPlaces(deps),
    event: {
      ...{ at, kind: 'drift', actor: AJAR, app: 'ajar', detail: sentences.join(' ') },
      ...{ vms: [], ports: [], sources: [], rules: [], policy: deps.policy().hash, traces: [] },
    },
  });
}

/** In the form of a request's id, so that it can be typed; the same in every process that comes back at once. */
function idOf({ from }: Gap, which: 'first' | 'last'): string {
  const hash = hashOf(`${from.toISOString()} ${which}`);
  const digits = Array.from({ length: 6 }, (_, at) => Number.parseInt(hash.slice(2 * at, 2 * at + 2), 16));
  return `aj-${digits.map((digit) => ID_ALPHABET[digit % ID_ALPHABET.length]).join('')}`;
}
