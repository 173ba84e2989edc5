import { isEnded } from '../access/request.ts';
import { REVIEW_STEPS } from '../access/review/review.ts';
import { SETUP_STEPS } from '../access/setup/setup.ts';
import type { RecordKind, Store } from '../ports/store.ts';

/** A request or record with its cards, as it is kept. */
export interface Kept {
  readonly id: string;
  readonly isOpen: boolean;
  readonly requester: string | undefined;
  /** All of it. */
  readonly value: unknown;
}

/** This many of each are looked through. */
const MOST = 1_000_000;

/** Every request and record that is kept. */
export async function keptIn(
  store: Pick<Store, 'list' | 'listRecords' | 'copies'>,
): Promise<readonly Kept[]> {
  const requests = (await store.list({ limit: MOST })).map(({ request, home }) => ({
    ...{ id: request.id, isOpen: !isEnded(request), requester: request.requester.id },
    value: { request, home },
  }));
  const kinds = Object.keys(STEPS) as RecordKind[];
  const records = await Promise.all(kinds.map((kind) => store.listRecords({ kind, limit: MOST })));
  const others = records.flat().map(({ id, kind, body }) => ({
    ...{ id, isOpen: hasSteps(kind, body.status) },
    requester: 'requester' in body ? body.requester.id : undefined,
    value: body,
  }));
  const all: Kept[] = [];
  for (const each of [...requests, ...others])
    all.push({ ...each, value: { kept: each.value, copies: await store.copies(each.id) } });
  return all;
}

const STEPS: Readonly<Record<RecordKind, Readonly<Record<string, object>>>> = {
  bulletin: {},
  setup: SETUP_STEPS,
  review: REVIEW_STEPS,
};

const hasSteps = (kind: RecordKind, status: string): boolean =>
  Object.keys(STEPS[kind][status] ?? {}).length > 0;
