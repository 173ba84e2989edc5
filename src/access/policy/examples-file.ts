import { z } from 'zod';
import { isGuid } from '../guid.ts';
import type { Person } from '../person.ts';
import type { Vm } from '../vm.ts';
import { AZURE_CLOUDS } from '../vm.ts';
import { block, oneOrMore } from './blocks.ts';
import { faultOf } from './fault.ts';
import type { PortRange } from './rule.ts';
import * as v from './values.ts';
import { type Fault, readYaml } from './yaml.ts';

/** What somebody might ask, and what has to come of it. */
export interface Example {
  readonly name: string;
  /** A name, an address or an object id. */
  readonly as: string;
  readonly say: string;
  readonly at?: Date;
  readonly expect: Expected;
}

/** Only what is named is compared. */
export interface Expected {
  readonly allow: boolean;
  /** None: nobody has to approve. */
  readonly approvals?: readonly { readonly count: number; readonly from: string }[];
  /** Every rule that holds, in any order. */
  readonly rules?: readonly string[];
  readonly maxDuration?: number;
  /** Stands in the refusal. */
  readonly says?: string;
}

export interface Examples {
  readonly vms: readonly Vm[];
  /** Who is in groups that the policy looks up. */
  readonly members: Readonly<Record<string, readonly Person[]>>;
  readonly examples: readonly Example[];
}

/** Reads a file of examples: all of them, or every fault in it at once. */
export function readExamples(yaml: string): Examples | { readonly faults: readonly Fault[] } {
  const read = readYaml(yaml);
  if ('unreadable' in read) return { faults: read.unreadable };
  const parsed = file.safeParse(read.data);
  const faults = [...read.faults, ...(parsed.error?.issues ?? []).map((issue) => faultOf(issue, read))];
  if (!parsed.success || faults.length > 0)
    return { faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
  const { vms, groups = {}, examples } = parsed.data;
  return {
    vms: Object.entries(vms).map(([name, text]) => vmOf(name, text)),
    members: Object.fromEntries(
      Object.entries(groups).map(([name, ids]) => [name, ids.map((id) => ({ id, name: id }))]),
    ),
    examples: examples.map(({ name, as, say, at, expect }) => ({
      ...{ as, say, name: name ?? `${as}: ${say}` },
      ...(at === undefined ? {} : { at }),
      expect: expectedOf(expect),
    })),
  };
}

const AT = 'write an instant with its zone, such as 2026-10-18T10:00:00Z';
const text = z.string({ error: 'write text' }).min(1, { error: 'write text' });

const instant = z.string({ error: AT }).transform((said, context) => {
  const at = new Date(said);
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(said) && !Number.isNaN(at.getTime())) return at;
  context.addIssue({ code: 'custom', message: AT });
  return z.NEVER;
});

const vm = block(
  {
    tags: z
      .record(z.string(), z.string(), { error: 'write a block of tags, such as {env: prod}' })
      .optional(),
    resourceGroup: text.optional(),
    subscription: text.optional(),
    region: text.optional(),
    os: z.enum(['windows', 'linux'], { error: 'write windows or linux' }).optional(),
    cloud: z.enum(AZURE_CLOUDS, { error: `write ${AZURE_CLOUDS.join(', ')}` }).optional(),
    jit: block(
      { ports: oneOrMore(v.ports), maxDuration: v.duration('1m', '24h') },
      'write {ports: [22/tcp], maxDuration: 3h}',
    ).optional(),
  },
  'write a block such as {tags: {env: prod}}; {} is a VM without tags',
);

const approvals = z.array(block({ count: v.count(1, 20), from: text }, 'write {count: 1, from: a-group}'), {
  error: 'write a list such as [{count: 1, from: a-group}]; [] is nobody',
});

const expected = block(
  {
    allow: z.boolean({ error: 'write true or false' }),
    approvals: approvals.optional(),
    rules: z.array(text, { error: 'write a list of ids of rules' }).optional(),
    maxDuration: v.duration('1m', '24h').optional(),
    says: text.optional(),
  },
  'write a block with allow, and what else is to be compared',
);

const example = block(
  { name: text.optional(), as: text, say: text, at: instant.optional(), expect: expected },
  'write a block with as, say and expect',
);

const file = block(
  {
    vms: z.record(z.string(), vm, { error: 'write a block of VMs, such as web-01: {tags: {env: prod}}' }),
    groups: z
      .record(z.string(), z.array(v.personId), {
        error: 'write groups that are looked up, each with a list of Entra object ids',
      })
      .optional(),
    examples: z
      .array(example, { error: 'write a list of examples, each beginning with "- as:"' })
      .min(1, { error: 'write at least one example' }),
  },
  'write a block with vms, groups and examples',
);

const expectedOf = ({
  approvals: asked,
  rules,
  maxDuration,
  says,
  allow,
}: z.infer<typeof expected>): Expected => ({
  allow,
  ...(asked === undefined ? {} : { approvals: asked }),
  ...(rules === undefined ? {} : { rules }),
  ...(maxDuration === undefined ? {} : { maxDuration }),
  ...(says === undefined ? {} : { says }),
});

/** A subscription's id stands for its name too, as a rule may write either. */
function vmOf(name: string, { tags = {}, resourceGroup = 'rg-example', ...said }: z.infer<typeof vm>): Vm {
  const { subscription = 'Example', region: location = '', os = 'unknown', cloud, jit } = said;
  const subscriptionId = isGuid(subscription)
    ? subscription.toLowerCase()
    : '00000000-0000-0000-0000-000000000000';
  const scope = `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup.toLowerCase()}`;
  return {
    id: `${scope}/providers/microsoft.compute/virtualmachines/${name.toLowerCase()}`,
    ...{ vmId: '', nicIds: [], privateAddresses: [], publicAddresses: [], behind: [] },
    ...{ name, resourceGroup, subscriptionId, subscriptionName: subscription, location, os, tags },
    ...(cloud === undefined ? {} : { cloud }),
    jit: jit?.ports.flatMap((range) => jitPorts(range, jit.maxDuration)) ?? [],
    ...{ power: 'running', protection: 'configured' },
  };
}

const jitPorts = ({ from, to, protocol }: PortRange, maxDurationMs: number): Vm['jit'] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    ...{ policyId: 'example', number: from + at, protocol, maxDurationMs, sources: ['*'] },
  }));
