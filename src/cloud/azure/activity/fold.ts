import { z } from 'zod';
import type { CloudDeed, DeedBy, DeedKind, DeedOutcome } from '../../../access/activity/deed.ts';
import { parsed } from '../wire/parsed.ts';
import { nameIn } from '../wire/resource-id.ts';

const Valued = z.object({ value: z.string() });
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

/** One line of the activity log: a deed has one for each of its states. https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
export const Line = z.object({
  operationName: Valued,
  resourceId: z.string(),
  eventTimestamp: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  status: Valued,
  caller: Text,
  claims: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((claims) => claims ?? {}),
  correlationId: Text,
  operationId: Text,
  properties: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((properties) => properties ?? {}),
});
export type Line = z.output<typeof Line>;

const JIT = 'microsoft.security/locations/jitnetworkaccesspolicies';
const NSG = 'microsoft.network/networksecuritygroups';

/** The operations that open ports, or let somebody open them, in lower case. */
const KINDS: ReadonlyMap<string, DeedKind> = new Map(
  Object.entries<DeedKind>({
    [`${JIT}/initiate/action`]: 'jit-open',
    [`${JIT}/write`]: 'jit-write',
    [`${JIT}/delete`]: 'jit-delete',
    [`${NSG}/securityrules/write`]: 'rule-write',
    [`${NSG}/securityrules/delete`]: 'rule-delete',
    [`${NSG}/write`]: 'group-write',
  }),
);

export const kindOf = ({ operationName }: Line): DeedKind | undefined =>
  KINDS.get(operationName.value.toLowerCase());

/** Azure's word for a state, and how much it says: of two, the later in this list counts. */
const OUTCOMES: readonly (readonly [string, DeedOutcome])[] = [
  ['started', 'begun'],
  ['accepted', 'accepted'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
];

/**
 * The lines of each deed as one, newest first. One run of a tool may give all its deeds one correlation id, so the operation
 * id counts as well: were it to differ between the lines of one deed, that would be told twice rather than one be lost.
 */
export function foldLines(lines: readonly Line[], whose: (line: Line) => DeedBy): readonly CloudDeed[] {
  const byDeed = Map.groupBy(lines, ({ correlationId, operationId, operationName, resourceId }) =>
    [correlationId, operationId, operationName.value, resourceId].join(' ').toLowerCase(),
  );
  return [...byDeed.values()]
    .flatMap((same) => deedOf(same, whose) ?? [])
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

function deedOf(lines: readonly Line[], whose: (line: Line) => DeedBy): CloudDeed | undefined {
  const sorted = [...lines].sort((a, b) => a.eventTimestamp.getTime() - b.eventTimestamp.getTime());
  const first = sorted[0];
  const kind = first && kindOf(first);
  if (!first || !kind) return undefined;
  const id = first.resourceId.replace(/\/initiate$/i, '');
  const named = sorted.find(({ caller }) => caller !== '') ?? first;
  const callerId = claim(named, 'objectid').toLowerCase();
  const justification = sorted.map(({ properties }) => justificationOf(properties)).find(Boolean);
  return {
    ...{ at: first.eventTimestamp, kind, resource: id.toLowerCase(), name: nameIn(id) },
    group: kind.startsWith('rule') ? (id.split('/').at(-3) ?? '') : '',
    outcome: outcomeOf(sorted),
    ...{ by: whose(named), caller: named.caller, app: claim(named, 'appid'), trace: first.correlationId },
    ...(callerId ? { callerId } : {}),
    ...(justification ? { justification } : {}),
  };
}

/** A word that is not known says no more than that it began. */
function outcomeOf(lines: readonly Line[]): DeedOutcome {
  const words = new Set(lines.map(({ status }) => status.value.toLowerCase()));
  return OUTCOMES.findLast(([word]) => words.has(word))?.[1] ?? 'begun';
}

const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

export function claim({ claims }: Line, name: 'appid' | 'objectid'): string {
  const value = claims[name === 'appid' ? 'appid' : OBJECT_ID];
  return typeof value === 'string' ? value : '';
}

/** Azure's workbooks read it from `eventProperties`, which is an object there; over REST properties are mostly text. */
function justificationOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  const found = fieldsOf(properties.eventProperties);
  const text = found.Justification ?? found.justification ?? properties.Justification;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const read = typeof value === 'string' ? parsed(value) : value;
  return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
}
