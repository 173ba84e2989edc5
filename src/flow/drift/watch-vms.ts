import { findingsOf } from '../../access/check/judge.ts';
import { AJAR } from '../../access/person.ts';
import type { Vm } from '../../access/vm.ts';
import { CloudError } from '../../ports/provider.ts';
import { tell } from '../cards/tell.ts';
import type { Deps } from '../deps.ts';
import { vmsNow } from '../vms-now.ts';
import { digestOf, type Kept, type Seen } from './digest.ts';
import { watchPlaces } from './watch-places.ts';

/** VMs looked at in one pass: each takes several calls, one of which lasts seconds. */
const A_PASS = 5;
const KEPT = 'watch/vms';
const NOTHING: Kept = { after: '', round: false, seen: {} };

/**
 * Looks at a few of the VMs that are kept by just-in-time access, one after another, from pass to pass; once it has been
 * round, tells at most once a day which stand open all the same, as far as that is new.
 */
export async function watchVms(deps: Deps): Promise<void> {
  const all = await vmsNow(deps);
  if ('refused' in all) return;
  const vms = all.vms.filter(({ jit }) => jit.length > 0).sort((a, b) => (a.id < b.id ? -1 : 1));
  const before = await keptIn(deps);
  const later = vms.filter(({ id }) => id > before.after);
  const turn = later.slice(0, A_PASS);
  const seen: Record<string, Seen> = Object.fromEntries(
    Object.entries(before.seen).filter(([id]) => vms.some((vm) => vm.id === id)),
  );
  for (const vm of turn) {
    const open = await exposedOn(deps, vm);
    if (open) seen[vm.id] = { name: vm.name, open, told: seen[vm.id]?.told ?? [] };
  }
  const isRound = later.length <= A_PASS;
  const kept = { after: isRound ? '' : (turn.at(-1)?.id ?? ''), round: before.round || isRound, seen };
  await deps.store.remember(KEPT, kept.round ? await digest(deps, kept) : kept);
}

async function keptIn(deps: Deps): Promise<Kept> {
  const kept = await deps.store.recall(KEPT, deps.clock.now());
  return (kept as Kept | undefined) ?? NOTHING;
}

/** What is open there and should be shut; undefined where it cannot be told, which takes nothing back. */
async function exposedOn(deps: Deps, vm: Vm): Promise<readonly string[] | undefined> {
  try {
    const { ports } = findingsOf(await deps.inspector.inspect(vm));
    return ports
      .filter(({ state }) => state === 'exposed')
      .map(({ ports: which, sentence }) => `${which}: ${sentence}`);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ vm: vm.id, reason: error.message }, 'watch: a VM could not be checked');
    return undefined;
  }
}

/** Quiet by design: nothing new, no message; otherwise one a day. */
async function digest(deps: Deps, kept: Kept): Promise<Kept> {
  const at = deps.clock.now();
  const { sentences, vms, next } = digestOf(kept);
  if (sentences.length === 0) return next;
  const first = await tell(deps, {
    id: `watch/digest/${at.toISOString().slice(0, 10)}`,
    bulletin: {
      ...{ status: 'told', at, loud: false, sentences },
      title: 'Kept by just-in-time access, and yet open',
    },
    places: await watchPlaces(deps),
    event: {
      ...{ at, kind: 'drift', actor: AJAR, app: 'ajar', detail: sentences.join(' '), vms },
      ...{ ports: [], sources: [], rules: [], policy: deps.policy().hash, traces: [] },
    },
  });
  return first ? next : kept; // today's has been told: tomorrow's will have it
}
