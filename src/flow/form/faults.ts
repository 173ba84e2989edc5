import { createHash } from 'node:crypto';
import type { Person } from '../../access/person.ts';
import { partRefused } from '../../access/policy/judge.ts';
import type { FilledForm, FormField } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import type { FullWish } from '../say/wish.ts';
import { policyOn } from '../step/policy-now.ts';

/** The field that a refusal belongs to: of two that say the same thing, the one that was filled in. */
export async function refusedPart(
  deps: Deps,
  { id: person }: Person,
  wish: FullWish,
  fields: FilledForm['fields'],
): Promise<FormField> {
  const now = deps.clock.now();
  const { requester, startsAt = now, ...rest } = wish;
  const asked = {
    ...rest,
    ...{ requester: requester?.id ?? person, at: startsAt },
    ...{ aheadMs: startsAt.getTime() - now.getTime() },
    ...(requester ? { askedBy: person } : {}),
  };
  const policy = await policyOn(deps, asked);
  if ('refused' in policy) return 'ports';
  const part = partRefused(policy, asked);
  if (part === 'source') return filled(fields.otherSource) ? 'otherSource' : 'source';
  if (part === 'ports') return filled(fields.otherPort) ? 'otherPort' : 'ports';
  return part;
}

export const filled = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

/** A form that was put right is another than the one before, whatever its app calls the delivery. */
export const formKey = (key: string, fields: FilledForm['fields']): string =>
  `${key}/${createHash('sha256').update(JSON.stringify(fields)).digest('hex')}`;
