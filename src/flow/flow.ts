import type { Account, Identity } from '../ports/accounts.ts';
import type { Click, ClickAnswer, Listener, Said, TurnedAway } from '../ports/chat.ts';
import type { FormAnswer } from '../ports/form.ts';
import type { JitAnswer } from '../ports/jit-form.ts';
import type { Deps } from './deps.ts';
import { form } from './form/form.ts';
import { pickVms } from './form/pick-vms.ts';
import { submit } from './form/submit.ts';
import { createDesk } from './once.ts';
import { click } from './say/click.ts';
import { hear, turnAway } from './say/hear.ts';
import { home } from './say/home.ts';
import { linkAccount } from './say/link-account.ts';
import { view } from './say/view.ts';
import { jitForm } from './setup/form.ts';
import { submitJit } from './setup/submit-jit.ts';
import { noteGuest } from './step/guests.ts';

/** One conversation for every chat app, from a sentence to a closed port. */
export function createFlow(deps: Deps): Listener {
  const clicks = createDesk<ClickAnswer>();
  const sayings = createDesk<void>();
  const jitForms = createDesk<JitAnswer>((answer) => !('faults' in answer));
  const forms = createDesk<FormAnswer>((answer) => !('faults' in answer));
  return {
    said: (said: Said) => sayings.once(said.key, () => hear(deps, said)),
    clicked: (clicked: Click) => clicks.once(clicked.key, () => click(deps, clicked)),
    turnedAway: (refusal: TurnedAway) => turnAway(deps, refusal),
    form: (asked) => form(deps, asked),
    vms: (person, letters, limit) => pickVms(deps, person, letters, limit),
    submitted: (filled) =>
      forms.once(`${filled.key}${JSON.stringify(filled.fields)}`, () => submit(deps, filled)),
    jitForm: (person, id) => jitForm(deps, person, id),
    jitSubmitted: (filled) =>
      jitForms.once(`${filled.key}${JSON.stringify(filled.fields)}`, () => submitJit(deps, filled)),
    home: (viewer) => home(deps, viewer),
    viewed: (viewer, request, place, message) => view(deps, viewer, request, place, message),
    identify: (account) => identify(deps, account),
    linked: (account, code, delivery) =>
      clicks.once(delivery.key, () => linkAccount(deps, account, code, delivery)),
  };
}

/** Whoever opens a form or an overview first is known as a guest before anything is offered to them. */
async function identify(deps: Deps, account: Account): Promise<Identity> {
  const found = await deps.accounts.identify(account);
  if ('refused' in found) return found;
  const byAddress = found.by === 'email' ? { askOnly: true as const } : {};
  const askOnly = account.guest ? { askOnly: 'guest' as const } : byAddress;
  await noteGuest(deps, { person: found.person, place: { app: account.app }, ...askOnly });
  return found;
}
