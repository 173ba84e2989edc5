import type { Person } from '../../access/person.ts';
import { HOUR_MS } from '../../access/unit-ms.ts';
import type { JitForm, JitRow } from '../../ports/jit-form.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { longTimes } from './rows.ts';

/** What is kept of a form until it is sent. It is nothing until then. */
export interface KeptJitForm extends Pick<JitForm, 'id' | 'person' | 'how' | 'why' | 'remarks'> {
  readonly vm: { readonly id: string; readonly name: string; readonly note: string };
  readonly rows: readonly JitRow[];
  /** Numbers of the kept ports that it showed: only those can be taken out by it. */
  readonly showed: readonly number[];
}

/** Real milliseconds: a person fills in no faster where the demo's time runs faster. */
const KEPT_FOR_MS = HOUR_MS;

const keyOf = (id: string): string => `jit-form/${id}`;

export const keepJitForm = (deps: Deps, form: KeptJitForm): Promise<void> =>
  deps.store.remember(keyOf(form.id), form, later(deps.clock.now(), deps.clock.spanOf(KEPT_FOR_MS)));

/** Only its own person's, and only for an hour. */
export async function recallJitForm(
  deps: Deps,
  id: string,
  person: Person,
): Promise<KeptJitForm | undefined> {
  const kept = (await deps.store.recall(keyOf(id), deps.clock.now())) as KeptJitForm | undefined;
  return kept?.person.id === person.id ? kept : undefined;
}

/** As the person sees it. */
export const shownForm = ({ id, person, how, why, remarks, vm, rows }: KeptJitForm): JitForm => ({
  ...{ id, person, how, why, remarks, vm: { name: vm.name, note: vm.note } },
  ...{ rows, times: longTimes(rows.map(({ max }) => max)) },
});
