import type { WaitingWish } from '../../access/setup/setup.ts';
import type { SetupStep } from '../../access/setup/setup-step.ts';
import { sameVm, type Vm } from '../../access/vm.ts';
import { CloudError } from '../../ports/provider.ts';
import type { StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { place } from '../step/place-request.ts';

type Record = StoredRecord<'setup'>;

/** As often as the VM is read before the person is told to ask themselves. */
const TRIES = 12;

/** Asks for what waited, in its asker's name and as they said it; undefined to try again later. */
export async function continueWish(deps: Deps, { id, body, work }: Record): Promise<SetupStep | undefined> {
  const { wish, requester, home } = body;
  if (!wish) return continued('Nothing waited for it.');
  const key = `setup/${id}`;
  const before = await deps.store.answered(key);
  if (before) return continued(before.sentence, idIn(before.sentence)); // placed, and the process ended before it was noted
  const seen = await seeVm(deps, body);
  if (seen === 'later')
    return work.attempt < TRIES
      ? undefined
      : continued(`${body.vm.name} cannot be read just now. Ask again.`);
  if (typeof seen === 'string') return continued(seen);
  const durationMs = leftOf(wish, deps.clock.now());
  if (durationMs <= 0) return continued('The end that was asked for has passed. Ask again.');
  const asking = {
    key,
    person: requester,
    place: home.place,
    ...(wish.askOnly ? { askOnly: wish.askOnly } : {}),
  };
  const { askOnly: _, ...rest } = wish;
  const placed = await place(deps, asking, { ...rest, vms: [seen], durationMs });
  if ('refused' in placed) return continued(placed.refused);
  return continued(`Asked as ${placed.stored.request.id}.`, placed.stored.request.id);
}

const continued = (sentence: string, request?: string): SetupStep => ({
  step: 'continued',
  outcome: { sentence, ...(request === undefined ? {} : { request }) },
});

/** The id in the sentence that this file's own request was answered with. */
const idIn = (sentence: string): string | undefined => /\baj-[0-9a-z]{6}\b/.exec(sentence)?.[0];

async function seeVm(deps: Deps, { vm }: Record['body']): Promise<Vm | 'later' | (string & {})> {
  try {
    const found = await deps.inventory.fresh(vm.id);
    if (found && sameVm(vm, found)) return found;
    return `${vm.name} is not the VM any more that was asked for. Ask again.`;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ vm: vm.id, reason: error.message }, 'the VM could not be read for what waited');
    return 'later';
  }
}

/** Until an instant, it is less by now. */
const leftOf = ({ durationMs, notAfter }: WaitingWish, now: Date): number =>
  notAfter ? Math.min(durationMs, notAfter.getTime() - now.getTime()) : durationMs;
