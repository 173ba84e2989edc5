import { partRefused } from '../../access/policy/judge.ts';
import type { FilledForm, FormField } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import type { FullWish } from '../say/wish.ts';
import { policyFor } from '../step/policy-now.ts';

/** The field that a refusal belongs to: of two that say the same thing, the one that was filled in. */
export async function refusedPart(
  deps: Deps,
  person: string,
  wish: FullWish,
  fields: FilledForm['fields'],
): Promise<FormField> {
  const policy = await policyFor(deps, person);
  if ('refused' in policy) return 'ports';
  const part = partRefused(policy, { ...wish, requester: person, at: deps.clock.now() });
  if (part === 'source') return filled(fields.otherSource) ? 'otherSource' : 'source';
  if (part === 'ports') return filled(fields.otherPort) ? 'otherPort' : 'ports';
  return part;
}

export const filled = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
