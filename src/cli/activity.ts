import { Command, Option } from 'commander';
import { isAllOurs, summaryOf, type VmActivity } from '../access/activity/history.ts';
import type { ActivityRow } from '../access/activity/join.ts';
import { createClock } from '../clock.ts';
import { environment, readConfig } from '../config.ts';
import { activityOf } from '../flow/activity-of.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { findVm } from './find-vm.ts';
import { openOwn } from './own-store.ts';
import { sinceOf } from './since.ts';

const HELP = `
Looked for are openings, changes and deletions of its JIT policies, and changes of its security groups and their rules, by
whomever. Azure keeps its activity log for 90 days, and is some minutes late with it: it is history, never who may enter now.

Ends with
  0  everything was read, and nothing of it was done outside of Ajar
  1  something was, or it cannot be told
  2  there is no such VM, or a setting is wrong

Examples
  ajar activity vm-prod-01
  ajar activity vm-prod-01 --since 30d --csv > vm-prod-01.csv`;

interface Options {
  readonly since: Date;
  readonly csv?: true;
  readonly json?: true;
}

/** `ajar activity VM`: Azure's activity log of it beside Ajar's own audit log, and who acted outside of Ajar. */
export const activityCommand = (): Command =>
  new Command('activity')
    .description("show what Azure's log and Ajar's have of a VM's ports, and who acted outside of Ajar")
    .argument('<vm>', 'its name or resource id')
    .addOption(
      new Option('--since <time>', 'how far back: 7d, 12h, or a date such as 2026-01-31')
        .argParser((text) => sinceOf(text, new Date()))
        .default(sinceOf('7d', new Date()), '7d'),
    )
    .addOption(new Option('--csv', 'a table for a spreadsheet').conflicts('json'))
    .option('--json', 'one JSON object')
    .addHelpText('after', HELP)
    .action(show);

async function show(name: string, options: Options): Promise<void> {
  const config = readConfig(environment());
  const azure = await openAzure(config, createClock(config.clock), createLog('error'));
  const vm = await findVm(azure.inventory, name);
  const store = await openOwn(config, "nothing is tied to Ajar's own record.");
  try {
    const activity = await activityOf(azure.activity, store, vm, options.since);
    await print(activity, options, config.zone);
    if (!isAllOurs(activity)) process.exitCode = 1;
  } finally {
    await store?.close();
  }
}

async function print(activity: VmActivity, { csv, json }: Options, zone: string): Promise<void> {
  if (json) return console.log(JSON.stringify(asJson(activity)));
  if (csv) {
    const { csvOfActivity } = await import('../audit/activity-csv.ts');
    process.stdout.write(csvOfActivity(activity.rows));
    for (const sentence of activity.unread) console.error(`ajar: ${sentence}`);
    return;
  }
  const { activityText } = await import('../chat/activity-text.ts');
  const { title, lead, rows, remarks } = activityText(
    { activity, title: `Activity: ${activity.vm}`, zone, most: Number.POSITIVE_INFINITY },
    Number.POSITIVE_INFINITY,
  );
  console.log(`${title}: ${lead}`);
  for (const { at, status, sentence, detail } of rows) {
    console.log(`${at}  ${status}`);
    for (const line of [sentence, detail]) if (line !== '') console.log(`  ${line}`);
  }
  for (const { text } of remarks) console.log(`Note: ${text}`);
}

/** For programs: what is missing is left out. */
const asJson = (activity: VmActivity): object => ({
  ...{ vm: activity.vm, from: activity.from, summary: summaryOf(activity), unread: activity.unread },
  rows: activity.rows.map(({ deed, event, ...row }: ActivityRow) => ({ ...row, azure: deed, ajar: event })),
});
