import { readEmail } from '../../access/email.ts';
import { AJAR, type Person } from '../../access/person.ts';
import { judge } from '../../access/policy/judge.ts';
import type { Policy, PolicyWish } from '../../access/policy/policy.ts';
import { sayWould } from '../../access/policy/would.ts';
import type { Port } from '../../access/port.ts';
import { formatRange, readRange } from '../../access/range.ts';
import { ticketIn } from '../../access/ticket.ts';
import { DAY_MS } from '../../access/unit-ms.ts';
import type { Vm } from '../../access/vm.ts';
import { isOurs } from '../../access/vm-use.ts';
import type { CloudOpening } from '../../ports/outside.ts';
import { tell } from '../cards/tell.ts';
import type { Deps } from '../deps.ts';
import { vmsNow } from '../vms-now.ts';
import type { Drift } from './look.ts';
import { hashOf } from './tell-drift.ts';
import { watchPlaces } from './watch-places.ts';
import { groupOutside, type OutsideGroup, sayOutside } from './words.ts';

/** What began longer ago than this is told only while it is open. */
const LOOKED_BACK_MS = DAY_MS;
const SINCE = 'watch/since';
/** Of a VM, whose request it may be where the cloud left out its reason. */
const REQUESTS = 200;

/** Who opened what without Ajar, each once, with what the policy would have said. What was over before the watch began is history. */
export async function tellOpenings(deps: Deps, drift: Drift): Promise<void> {
  const since = await sinceWhen(deps);
  const from = Math.max(since.getTime(), drift.at.getTime() - LOOKED_BACK_MS);
  const recent = drift.history.filter(
    (opening) => opening.startedAt.getTime() >= from || isLive(opening, drift),
  );
  if (recent.length === 0) return;
  const all = await vmsNow(deps);
  const vms = 'vms' in all ? all.vms : [];
  for (const group of groupOutside(recent, vms)) {
    const id = `watch/opened/${hashOf(group.key)}`;
    if (await deps.store.findRecord(id)) continue;
    if (await isOneOfOurs(deps, group, recent)) continue;
    await tellOne(
      deps,
      id,
      group,
      vms.find(({ id: vm }) => vm === group.vm),
    );
  }
}

const isLive = ({ live, until }: CloudOpening, { at }: Drift): boolean => live && until > at;

async function sinceWhen(deps: Deps): Promise<Date> {
  const now = deps.clock.now();
  const known = await deps.store.recall(SINCE, now);
  if (typeof known === 'string') return new Date(known);
  await deps.store.remember(SINCE, now.toISOString());
  return now;
}

/** An app's opening without a reason may be ours: then a request of that VM has its end to the millisecond. */
async function isOneOfOurs(
  deps: Deps,
  { key, by, vm }: OutsideGroup,
  openings: readonly CloudOpening[],
): Promise<boolean> {
  if (by !== '') return false;
  const stored = await deps.store.list({ vm, limit: REQUESTS });
  const requests = stored.map(({ request }) => request);
  const own = openings.filter((each) => `${each.vm} ${each.by} ${each.startedAt.toISOString()}` === key);
  return own.every((each) => isOurs(each, vm, requests));
}

async function tellOne(deps: Deps, id: string, group: OutsideGroup, vm: Vm | undefined): Promise<void> {
  const at = deps.clock.now();
  const reason =
    group.justification === undefined ? [] : [`The reason that Azure has: ${group.justification}`];
  const sentences = [sayOutside(group, deps.zone), ...reason, sayJudged(deps.policy(), group, vm)];
  await tell(deps, {
    id,
    bulletin: {
      ...{ status: 'told', at, loud: false, sentences },
      title: `${group.by || 'An app'} opened ${group.vmName} without Ajar`,
    },
    places: await watchPlaces(deps),
    event: {
      ...{ at, kind: 'drift', actor: AJAR, app: 'ajar', detail: sentences.join(' '), vms: [group.vm] },
      ports: group.ports.map(String),
      ...{ sources: group.sources, until: group.until, rules: [], policy: deps.policy().hash, traces: [] },
    },
  });
}

/** Judged as if it had been asked of Ajar. */
export function sayJudged(policy: Policy, group: OutsideGroup, vm: Vm | undefined): string {
  if (!vm) return 'The VM is not in the list, so the policy could not be asked.';
  const person = personOf(policy, group.by);
  if (!person)
    return `${group.by || 'An app'} is not known to the policy, which lets only people ask that it knows: it would have refused.`;
  const judgement = judge(policy, {
    ...{ requester: person.id, vms: [vm], durationMs: group.until.getTime() - group.startedAt.getTime() },
    ports: group.ports.map((number) => portOf(vm, number)),
    sources: group.sources.map(canonical),
    at: group.startedAt,
    ...reasonOf(group),
  });
  const would = sayWould(policy, judgement);
  return `Asked of Ajar by ${person.name}, ${would}.`;
}

/** The reason that Azure has, and the ticket in it. */
function reasonOf({ justification }: OutsideGroup): Pick<PolicyWish, 'justification' | 'ticket'> {
  const ticket = ticketIn(justification ?? '');
  return { ...(justification && { justification }), ...(ticket && { ticket }) };
}

/** Only by an address that exactly one person of the policy has: a name of the portal proves nothing else (HOLES H3, H16). */
export function personOf({ emails }: Policy, upn: string): Person | undefined {
  const address = readEmail(upn)?.email;
  const known = emails.filter(({ email }) => email === address).map(({ person }) => person);
  return new Set(known.map(({ id }) => id)).size === 1 ? known[0] : undefined;
}

/** What really opened: the protocol is the JIT policy's. */
const portOf = (vm: Vm, number: number): Port => ({
  number,
  protocol: vm.jit.find((jit) => jit.number === number)?.protocol ?? 'tcp',
});

const canonical = (source: string): string => {
  const range = readRange(source);
  return range ? formatRange(range) : '0.0.0.0/0';
};
