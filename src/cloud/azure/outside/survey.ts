import type { Opening } from '../../../access/drift/opening.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { CloudOpening, Openings, Survey } from '../../../ports/outside.ts';
import { CloudError } from '../../../ports/provider.ts';
import type { Ours } from '../defender/find-ours.ts';
import { JIT_NAME } from '../defender/jit-rule.ts';
import { accessesByVm, openingsOf } from '../inventory/accesses.ts';
import { openingOf, placeOf } from '../network/opening-of.ts';
import { readRuleName } from '../network/rule-name.ts';
import type { Lists } from './lists.ts';

/** Reads the whole cloud: the lists of each subscription, and what `findOurs` makes of them. Throws `CloudError` as it does. */
export async function surveyOf(
  lists: Lists,
  clock: Clock,
  findOurs: (lists: Lists) => Promise<Ours>,
): Promise<Survey> {
  const at = clock.now();
  const ours = await findOurs(lists);
  const rules = new Map<string, Opening>();
  const complete = new Set<string>();
  const doubts = [...ours.doubts];
  for (const subscription of await lists.subscriptions()) {
    const groups = await lists.groups(subscription);
    if (groups instanceof CloudError) {
      if (!ours.doubts.some(({ sentence }) => sentence.includes(groups.message)))
        doubts.push({
          sentence: `Whether rules were changed or left in the subscription ${subscription.name} cannot be told. ${groups.message}`,
        });
      continue;
    }
    complete.add(subscription.id.toLowerCase());
    for (const rule of groups.flatMap((group) => group.rules))
      if (readRuleName(rule.name) || JIT_NAME.test(rule.name)) rules.set(placeOf(rule), openingOf(rule));
  }
  return { at, found: ours.found, doubts, rules, complete, ...(await openingsIn(lists)) };
}

async function openingsIn(lists: Lists): Promise<Openings> {
  const openings: CloudOpening[] = [];
  const unread: string[] = [];
  for (const subscription of await lists.subscriptions()) {
    const policies = await lists.policies(subscription);
    if (policies instanceof CloudError)
      unread.push(
        `What was opened in the subscription ${subscription.name} could not be read. ${policies.message}`,
      );
    else openings.push(...openingsOf(accessesByVm(policies)));
  }
  return { openings, unread };
}
