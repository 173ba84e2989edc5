import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isoDuration } from '../../../access/duration.ts';
import type { JitRule } from '../../../access/setup/jit-rule.ts';
import { sameRule } from '../../../access/setup/rule-faults.ts';
import { ruleOf } from '../inventory/jit-policy.ts';
import { azureSource } from '../network/sources.ts';

const Port = z.looseObject({
  number: z.number(),
  protocol: z.string(),
  allowedSourceAddressPrefix: z.string().nullish(),
  allowedSourceAddressPrefixes: z.array(z.string()).nullish(),
  maxRequestAccessDuration: z.string(),
});

const Entry = z.looseObject({ id: z.string(), ports: z.array(Port) });

/** A JIT policy as it stands on the wire, with every field, known or not: what others wrote is written back as it was. */
export const PolicyDocument = z.looseObject({
  id: z.string(),
  kind: z.string().nullish(),
  properties: z.looseObject({
    virtualMachines: z.array(Entry),
    requests: z.unknown(),
    provisioningState: z.unknown(),
  }),
});

export type PolicyDocument = z.infer<typeof PolicyDocument>;
/** One VM in a policy. */
export type Entry = z.infer<typeof Entry>;

/** A policy that is not there has nobody in it. */
export const entriesIn = (document: PolicyDocument | undefined): readonly Entry[] =>
  document?.properties.virtualMachines ?? [];

/** Ids are spelled in several ways. */
export const isOf = ({ id }: Pick<Entry, 'id'>, vmId: string): boolean =>
  id.toLowerCase() === vmId.toLowerCase();

/** What the policy keeps of this VM. */
export const rulesIn = (document: PolicyDocument | undefined, vmId: string): readonly JitRule[] =>
  entriesIn(document)
    .filter((entry) => isOf(entry, vmId))
    .flatMap(({ ports }) => ports.map(ruleOf));

/** The list with these rules for this VM, in its place, and everything else as it was; without rules the VM is not in it. */
export function withRules(
  entries: readonly Entry[],
  vmId: string,
  rules: readonly JitRule[],
): readonly Entry[] {
  const own = entries.filter((entry) => isOf(entry, vmId));
  const others = entries.filter((entry) => !isOf(entry, vmId));
  if (rules.length === 0) return others;
  const ports = own.flatMap((entry) => entry.ports);
  const entry: Entry = {
    ...(own[0] ?? { id: vmId }),
    ports: rules.map((rule) => portFor(rule, ports)),
  };
  const at = own[0] ? entries.indexOf(own[0]) : others.length;
  return [...others.slice(0, at), entry, ...others.slice(at)];
}

type Port = Entry['ports'][number];

/** A rule that stands already is left as it was written. */
function portFor(rule: JitRule, standing: readonly Port[]): Port {
  const same = standing.find((port) => sameRule(ruleOf(port), rule));
  if (same) return same;
  const { number, protocol, maxDurationMs, sources } = rule;
  const [first = '*', ...more] = sources.map(azureSource);
  return {
    number,
    protocol: protocol.toUpperCase(),
    // One of the two, never both.
    ...(more.length > 0
      ? { allowedSourceAddressPrefixes: [first, ...more] }
      : { allowedSourceAddressPrefix: first }),
    maxRequestAccessDuration: isoDuration(maxDurationMs),
  };
}

/**
 * What is sent. `requests` never is: Azure keeps them by itself, and sent back they might be taken for new ones. Its state is
 * Azure's own as well.
 */
export function bodyWith(document: PolicyDocument | undefined, entries: readonly Entry[]): object {
  const { requests: _, provisioningState: __, ...properties } = document?.properties ?? {};
  return { kind: document?.kind ?? 'Basic', properties: { ...properties, virtualMachines: entries } };
}

/** What others changed from one reading to the next, whatever became of this VM: what came or changed, and who went. */
export interface Changes {
  readonly put: readonly Entry[];
  readonly gone: readonly Entry[];
}

export function changesOfOthers(from: readonly Entry[], to: readonly Entry[], vmId: string): Changes {
  const others = (entries: readonly Entry[]) => entries.filter((entry) => !isOf(entry, vmId));
  const [before, after] = [others(from), others(to)];
  return {
    put: after.filter((entry) => !before.some((other) => isDeepStrictEqual(entry, other))),
    gone: before.filter((entry) => !after.some((other) => isOf(other, entry.id))),
  };
}

export const isNothing = ({ put, gone }: Changes): boolean => put.length === 0 && gone.length === 0;

/** Those of the changes that this list has not. */
export const pending = ({ put, gone }: Changes, entries: readonly Entry[]): Changes => ({
  put: put.filter((entry) => !entries.some((other) => isDeepStrictEqual(entry, other))),
  gone: gone.filter((entry) => entries.some((other) => isOf(other, entry.id))),
});

/** Both; where they are about the same VM, the later ones. */
export const unionOf = (earlier: Changes, later: Changes): Changes => {
  const isLater = ({ id }: Entry): boolean => [...later.put, ...later.gone].some((other) => isOf(other, id));
  return {
    put: [...earlier.put.filter((entry) => !isLater(entry)), ...later.put],
    gone: [...earlier.gone.filter((entry) => !isLater(entry)), ...later.gone],
  };
};

/** The list with these changes made. */
export const withChanges = (entries: readonly Entry[], { put, gone }: Changes): readonly Entry[] => [
  ...entries.filter((entry) => ![...put, ...gone].some((other) => isOf(other, entry.id))),
  ...put,
];
