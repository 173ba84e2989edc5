import { z } from 'zod';
import { bounded } from '../../bounded.ts';
import { vmChoiceRow } from '../../form-text.ts';
import { harmless } from '../cards/harmless.ts';
import type { Activity } from '../door/activity.ts';
import { type CallerParts, callerOf } from './caller.ts';
import { found } from './replies.ts';

/** Teams shows no more in a picker: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search */
const MOST = 15;

const Query = z.object({ queryText: bounded(1_000).nullish(), dataset: z.literal('vms') });

/** VMs by a few letters of their names; without letters those that the person asked for last. Nothing for whoever is not believed. */
export async function search(parts: CallerParts, activity: Activity, quiet: () => boolean): Promise<object> {
  const read = Query.safeParse(activity.value);
  if (!read.success) return found([]);
  const caller = await callerOf(parts, activity, quiet);
  if ('refused' in caller) return found([]);
  const vms = await caller.listener.vms(caller.person, read.data.queryText?.trim() ?? '', MOST);
  return found(
    vms
      .slice(0, MOST)
      .map(vmChoiceRow)
      .map(({ label, value }) => ({ title: harmless(String(label)), value: String(value) })),
  );
}
