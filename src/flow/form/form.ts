import { type Person, samePerson } from '../../access/person.ts';
import type { Vm } from '../../access/vm.ts';
import type { Said } from '../../ports/chat.ts';
import type { Form, FormAsked } from '../../ports/form.ts';
import { replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { NO_VMS, visibleVms } from '../say/visible-vms.ts';
import { noteGuest } from '../step/guests.ts';
import { begin } from './begin-form.ts';
import { filled } from './faults.ts';
import { formVms, whomOf } from './form-people.ts';
import { type KeptForm, keepForm, recallForm } from './kept-form.ts';
import { choicesFor } from './offer-choices.ts';
import { lastFirst, vmByKey, vmChoice } from './pick-vms.ts';

/** As many as a static list comfortably has, for apps and clients without a search. */
const LISTED_VMS = 15;

/** The request form as it is to be shown now: begun, or gone on with after a VM was picked. */
export async function form(deps: Deps, asked: FormAsked): Promise<Form> {
  if (asked.askOnly === 'guest') await noteGuest(deps, asked);
  const visible = await formVms(deps, asked.person.id);
  const vms = 'all' in visible ? visible.all.filter((_, place) => visible.may(place)) : [];
  const known = asked.form === undefined ? undefined : await recallForm(deps, asked.form, asked.person);
  const begun = known ?? (await begin(deps, asked, vms));
  const picked = asked.vm === undefined ? undefined : vmByKey(vms, asked.vm);
  const kept = { ...begun, ...(picked ? { vm: picked.id } : {}), fields: withWhom(begun.fields, asked.whom) };
  await keepForm(deps, kept);
  if ('refused' in visible || vms.length === 0)
    return { ...(await showForm(deps, kept, [])), notice: 'refused' in visible ? visible.refused : NO_VMS };
  return { ...(await formFor(deps, asked, kept, vms)), forOthers: visible.forOthers };
}

const withWhom = (fields: KeptForm['fields'], whom: string | undefined): KeptForm['fields'] =>
  whom === undefined ? fields : { ...fields, whom };

/** What may be asked for by whom it is for; of somebody whom nobody can find, nothing. */
async function formFor(
  deps: Deps,
  asked: Pick<FormAsked, 'person' | 'place'>,
  kept: KeptForm,
  vms: readonly Vm[],
): Promise<Form> {
  const whom = await whomOf(deps, asked, kept.fields.whom);
  if ('refused' in whom) return { ...(await showForm(deps, kept, vms)), notice: whom.refused };
  const theirs = await visibleVms(deps, whom.person.id);
  const own = 'vms' in theirs ? theirs.vms : [];
  const form = await showForm(deps, kept, filled(kept.fields.whom) ? own : vms, whom.person);
  const notice = 'refused' in theirs ? theirs.refused : (kept.notice ?? nobodyYet(kept, own));
  return { ...form, ...(notice === undefined ? {} : { notice }) };
}

/** A VM that was picked, and is only asked for in somebody else's name. */
const nobodyYet = ({ vm, fields }: KeptForm, own: readonly Vm[]): string | undefined =>
  vm === undefined || filled(fields.whom) || own.some(({ id }) => id === vm)
    ? undefined
    : 'You may ask for this VM for somebody else alone: say first for whom.';

/** "form": the same for apps that show it as a card, in private. */
export const sayForm = async (deps: Deps, said: Said): Promise<void> =>
  replyPrivately(deps, said, {
    card: 'form',
    form: await form(deps, { person: said.person, place: said.place }),
  });

/** What is kept, as the person sees it. */
async function showForm(
  deps: Deps,
  kept: KeptForm,
  vms: readonly Vm[],
  whom: Person = kept.person,
): Promise<Form> {
  const { id, person, fields, origin } = kept;
  const vm = vms.find((each) => each.id === kept.vm);
  const last = (await lastFirst(deps, person, vms)).slice(0, LISTED_VMS);
  return {
    id,
    person,
    ...(vm ? { vm: vmChoice(vm) } : {}),
    lastVms: last.map(vmChoice),
    forOthers: false,
    ...(await choicesFor(deps, whom, vm, fields, samePerson(whom, person))),
    requester: whom.id,
    whom: fields.whom ?? '',
    start: fields.start ?? '',
    justification: fields.justification ?? '',
    ticket: fields.ticket ?? '',
    ...(origin ? { origin } : {}),
  };
}
