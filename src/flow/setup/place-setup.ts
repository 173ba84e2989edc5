import { type Person, samePerson } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import type { SetupIn } from '../../access/setup/setup.ts';
import type { Click } from '../../ports/chat.ts';
import { Conflict, type NewRecord, type StoredRecord } from '../../ports/store.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { type Outcome, refused } from '../say/outcome.ts';
import type { Asking } from '../say/verbs.ts';
import { setupCopies } from './copies-setup.ts';
import { dueOfSetup } from './due-setup.ts';
import { setupEvent } from './event-setup.ts';
import type { WantedSetup } from './propose.ts';
import { approvalFor, mayNotSetUp } from './who-may.ts';

const ID_TRIES = 5;

/** The button under what was read: asked, once, by whoever may ask for it at this moment. */
export async function placeByClick(deps: Deps, clicked: Click, wanted: WantedSetup): Promise<Outcome> {
  const no = await mayNotSetUp(deps, clicked, wanted.wish !== undefined);
  if (no !== undefined) return refused(no);
  const waits = wanted.wish && (await waitingOf(deps, clicked.person, wanted.vm.id));
  if (waits !== undefined)
    return refused(
      `You have asked for that VM already, as ${waits}, which waits for an admin. Cancel it to ask for something else.`,
    );
  const { body, id } = await placeSetup(deps, clicked, wanted);
  const what = `just-in-time access on ${body.vm.name}`;
  const sentence =
    body.approval === 'none'
      ? `Setting up ${what} as ${id}.`
      : wanted.wish
        ? `An admin is asked for ${what} as ${id}. Once it is there, your request is asked by itself.`
        : `Another admin is asked for ${what} as ${id}.`;
  return { sentence, refused: false, card: { card: 'answer', sentence } };
}

/** As many setups as ever wait at one time. */
const LOOKED_AT = 500;

/** What somebody who is no admin has waiting for a VM: asking again and again is no way to be approved. */
async function waitingOf(deps: Deps, person: Person, vm: string): Promise<string | undefined> {
  const pending = await deps.store.listRecords({ kind: 'setup', statuses: ['pending'], limit: LOOKED_AT });
  return pending.find(({ body }) => samePerson(body.requester, person) && body.vm.id === vm)?.id;
}

async function placeSetup(deps: Deps, asking: Asking, wanted: WantedSetup): Promise<StoredRecord<'setup'>> {
  const { person, place } = asking;
  const home = { place, zone: await zoneOf(deps, { ...place, privateTo: person.id }) };
  for (let attempt = 1; ; attempt += 1) {
    const setup = await setupOf(deps, asking, wanted);
    const said = { actor: person, app: place.app, detail: setup.justification ?? sayAsked(wanted) };
    const event = setupEvent(deps, setup, 'setupAsked', setup.askedAt, said);
    const once = { key: asking.key, answer: { sentence: `Asked as ${setup.id}.`, refused: false } };
    const body = { ...setup, home };
    const work = dueOfSetup(undefined, setup, setup.askedAt);
    const record: NewRecord<'setup'> = { kind: 'setup', id: setup.id, body, work };
    try {
      const stored = await deps.store.createRecord<'setup'>(record, {
        event,
        once,
        copies: await setupCopies(deps, body),
      });
      deps.nudge();
      return stored;
    } catch (error) {
      if (!(error instanceof Conflict) || attempt >= ID_TRIES || (await deps.store.answered(asking.key)))
        throw error;
    }
  }
}

async function setupOf(deps: Deps, asking: Asking, wanted: WantedSetup): Promise<SetupIn<'pending'>> {
  const now = deps.clock.now();
  const { defaults, setup } = deps.policy();
  return {
    ...{ id: deps.newId(), requester: asking.person, askedAt: now, terms: 1 },
    ...wanted,
    approval: await approvalFor(deps, asking, wanted.wish !== undefined),
    ...{ approvals: [], routes: setup.routes.ask },
    ...{ status: 'pending', lapsesAt: later(now, defaults.pendingMs) },
  };
}

const sayAsked = ({ wish, rules }: WantedSetup): string =>
  wish
    ? `so that ${wish.ports.map(formatPort).join(', ')} can be asked for`
    : `to keep ${rules.map(formatPort).join(', ')}`;
