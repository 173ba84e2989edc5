import { readSource } from '../../access/address.ts';
import type { NewEvent } from '../../access/audit-event.ts';
import type { Grant } from '../../access/grant.ts';
import { writeMarker } from '../../access/marker.ts';
import { AJAR } from '../../access/person.ts';
import { formatPort, readPort } from '../../access/port.ts';
import type { Azure } from '../../cloud/azure/azure.ts';
import { Complaint } from '../../complaint.ts';
import { newRequestId } from '../../ids.ts';
import type { Check } from '../../ports/check.ts';
import type { Store } from '../../ports/store.ts';
import { findVm } from '../find-vm.ts';
import { closeIt, openIt, type Trial } from './trial.ts';
import { verdictsOn } from './verdicts.ts';

/** What a person must name: nothing is chosen for them on a real VM. */
export interface LiveOptions {
  readonly vm: string;
  readonly port: string;
  readonly source: string;
}

interface LiveDeps {
  readonly azure: Pick<Azure, 'inventory' | 'providers' | 'lookAt'>;
  readonly store: Pick<Store, 'record'> | undefined;
  /** sha256 of the policy of this installation. */
  readonly policy: string;
  readonly now: () => Date;
  readonly print: (line: string) => void;
  readonly stop: AbortSignal;
  readonly everyMs?: number;
  readonly closeLooks?: number;
}

/** About 6 minutes: past the end that Azure was given. */
const CLOSE_LOOKS = 180;

/** Azure's own least for a port of a JIT policy. */
const LEAST_MS = 5 * 60_000;

/** What would be done, in a sentence, and the doing of it. Throws `Complaint` where it may not be done at all. */
export async function planLive(
  deps: LiveDeps,
  options: LiveOptions,
): Promise<{ readonly sentence: string; run(): Promise<readonly Check[]> }> {
  const grant = await grantFor(deps, options);
  const until = new Date(deps.now().getTime() + LEAST_MS);
  const what = `${formatPort(grant.opens)} on ${grant.vm.name} from ${grant.source}, by ${grant.provider}`;
  return {
    sentence: `Opens ${what}, for 5 minutes at most, looks at it, and closes it at once.`,
    run: () => run(deps, grant, until, what),
  };
}

async function grantFor(
  { azure }: LiveDeps,
  { vm: name, port: text, source: from }: LiveOptions,
): Promise<Grant> {
  const ports = readPort(text);
  if ('error' in ports) throw new Complaint(ports.error);
  const [port, ...others] = ports;
  if (!port || others.length > 0) throw new Complaint(`--port ${text}: write one port, such as 22.`);
  const source = oneAddress(from);
  const vm = await findVm(azure.inventory, name);
  const provider = Object.values(azure.providers).find((each) => each.serves(vm, port, [source]));
  if (!provider)
    throw new Complaint(
      `Nothing of Ajar's opens ${formatPort(port)} on ${vm.name}: it is in no JIT policy, and no provider of Ajar's own is switched on for it.`,
    );
  const plan = provider.plan(vm, [port], [source], LEAST_MS);
  if ('refused' in plan) throw new Complaint(plan.refused);
  const [grant] = plan.grants;
  if (!grant) throw new Complaint(`Nothing would be opened on ${vm.name}.`);
  return { ...grant, key: 'g1' };
}

/** A range would let others in. */
function oneAddress(text: string): string {
  const read = readSource(text);
  if (typeof read === 'string' && /\/(32|128)$/.test(read)) return read;
  throw new Complaint(
    `--source ${text}: write one address, such as 203.0.113.7; this is a trial, not an access.`,
  );
}

async function run(deps: LiveDeps, grant: Grant, until: Date, what: string): Promise<readonly Check[]> {
  const request = newRequestId();
  const justification = writeMarker(request, 'trial of "ajar doctor --live", closed at once');
  const { azure, now, print, stop, everyMs = 2_000, closeLooks = CLOSE_LOOKS } = deps;
  const trial: Trial = {
    ...{ azure, grant, now, print, stop, everyMs, closeLooks, order: { request, justification, until } },
    provider: azure.providers[grant.provider],
  };
  // Saved before anything is sent, as for every opening.
  await note(deps, grant, until, `Trial ${request} opens ${what} ("ajar doctor --live").`);
  print(`${request}: opening ${what}, until ${until.toISOString()} at most. Ctrl-C closes it.`);
  const measured = await openIt(trial);
  print(`${request}: closing.`);
  const closed = measured.never ? { closedMs: 0 } : await closeIt(trial);
  const end = 'left' in closed ? `is not proven shut: ${closed.left}` : 'is closed, and proven shut.';
  await note(deps, grant, until, `Trial ${request} ${end}`);
  return verdictsOn(grant, justification, measured, closed);
}

async function note(deps: LiveDeps, grant: Grant, until: Date, detail: string): Promise<void> {
  const event: NewEvent = {
    ...{ at: deps.now(), kind: 'trial', actor: AJAR, app: 'ajar', detail, until },
    ...{
      vms: [grant.vm.id],
      ports: [formatPort(grant.opens)],
      sources: [grant.source],
      rules: [],
      policy: deps.policy,
      traces: [],
    },
  };
  await deps.store?.record(event);
}
