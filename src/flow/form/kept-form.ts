import type { Person } from '../../access/person.ts';
import { HOUR_MS } from '../../access/unit-ms.ts';
import type { FormField, Origin } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';

/** What is kept of a form between its steps. Fields are as typed; a form is nothing until it is sent. */
export interface KeptForm {
  readonly id: string;
  readonly person: Person;
  /** Resource id of the VM that was picked. */
  readonly vm?: string;
  readonly fields: Readonly<Partial<Record<FormField, string>>>;
  readonly origin?: Origin;
  /** What was said at its beginning. */
  readonly notice?: string;
}

/** Real milliseconds: a person fills in no faster where the demo's time runs faster. */
const KEPT_FOR_MS = HOUR_MS;

const keyOf = (id: string): string => `form/${id}`;

export const keepForm = (deps: Deps, form: KeptForm): Promise<void> =>
  deps.store.remember(keyOf(form.id), form, later(deps.clock.now(), deps.clock.spanOf(KEPT_FOR_MS)));

/** Only its own person's, and only for an hour. */
export async function recallForm(deps: Deps, id: string, person: Person): Promise<KeptForm | undefined> {
  const kept = (await deps.store.recall(keyOf(id), deps.clock.now())) as KeptForm | undefined;
  return kept?.person.id === person.id ? kept : undefined;
}
