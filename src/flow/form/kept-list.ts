import type { Person } from '../../access/person.ts';
import { HOUR_MS } from '../../access/unit-ms.ts';
import type { FormAsked } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';

/** What somebody was shown; its buttons carry its id and a place in it, never a VM (HOLES H1). */
interface KeptList {
  readonly person: string;
  /** Resource ids, in the order of the rows. */
  readonly vms: readonly string[];
}

/** Real milliseconds: a list is read no faster where the demo's time runs faster. */
const KEPT_FOR_MS = HOUR_MS;

const keyOf = (id: string): string => `list/${id}`;

/** Keeps the list for an hour and answers its id. */
export async function keepList(deps: Deps, person: Person, vms: readonly string[]): Promise<string> {
  const id = deps.newId();
  const kept: KeptList = { person: person.id, vms };
  await deps.store.remember(keyOf(id), kept, later(deps.clock.now(), deps.clock.spanOf(KEPT_FOR_MS)));
  return id;
}

/** The VM of a row; undefined where the list is forgotten, somebody else's, or has no such row. */
export async function recallListed(
  deps: Deps,
  { list, at }: NonNullable<FormAsked['listed']>,
  person: Person,
): Promise<string | undefined> {
  const kept = (await deps.store.recall(keyOf(list), deps.clock.now())) as KeptList | undefined;
  return kept?.person === person.id ? kept.vms[at] : undefined;
}
