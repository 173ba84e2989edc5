import { partRefused } from '../../access/policy/offers.ts';
import type { FilledForm, FormField } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import type { FullWish } from '../say/wish.ts';

/** The field that a refusal belongs to: of two that say the same thing, the one that was filled in. */
export function refusedPart(
  deps: Deps,
  person: string,
  wish: FullWish,
  fields: FilledForm['fields'],
): FormField {
  const part = partRefused(deps.policy(), { requester: person, ...wish, at: deps.clock.now() });
  if (part === 'source') return filled(fields.otherSource) ? 'otherSource' : 'source';
  if (part === 'ports') return filled(fields.otherPort) ? 'otherPort' : 'ports';
  return part;
}

export const filled = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
