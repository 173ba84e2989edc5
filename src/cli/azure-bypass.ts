import { Command, Option } from 'commander';
import { isCalled } from '../access/vm.ts';
import { createClock } from '../clock.ts';
import type { Bypass } from '../cloud/azure/bypass/bypass.ts';
import type { Path, Principal, Somebody } from '../cloud/azure/bypass/report.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { orComplaint } from './find-vm.ts';

const HELP = `
Looked at are the roles that were given on the VMs, on what is before them, and on every scope above, those that could be
activated too, and everybody in a group. It takes the role of "ajar azure role --can audit", and of Microsoft Graph the
application permissions GroupMember.Read.All and, for names, Directory.Read.All.

Ends with
  0  nobody but Ajar could
  1  somebody could
  2  it cannot be told, or a setting is wrong

Examples
  ajar azure bypass
  ajar azure bypass --resource-group rg-prod --csv > who.csv`;

interface Options {
  readonly resourceGroup?: string;
  readonly vm?: string;
  readonly json?: true;
  readonly csv?: true;
}

/** `ajar azure bypass`: who could open these ports without Ajar, by which role, and how to end that. */
export const bypassCommand = (): Command =>
  new Command('bypass')
    .description('say who could open ports of these VMs without Ajar, and how to end that')
    .option('--resource-group <name>', 'only VMs of this resource group')
    .option('--vm <vm>', 'only this VM, by name or resource id')
    .addOption(new Option('--csv', 'a table for a spreadsheet').conflicts('json'))
    .option('--json', 'one JSON object')
    .addHelpText('after', HELP)
    .action(show);

async function show(options: Options): Promise<void> {
  const config = readConfig(environment());
  const azure = await openAzure(config, createClock(config.clock), createLog('error'));
  const vms = (await orComplaint(azure.inventory.all())).filter(
    (vm) =>
      (options.vm === undefined || isCalled(vm, options.vm)) &&
      (options.resourceGroup ?? vm.resourceGroup).toLowerCase() === vm.resourceGroup.toLowerCase(),
  );
  if (vms.length === 0) throw new Complaint('No VM fits that Ajar can read. "ajar vms" lists them.');
  const found = looked(await orComplaint(azure.bypass(vms)));
  if (options.json) console.log(JSON.stringify(await asJson(found)));
  else if (options.csv) process.stdout.write(await asCsv(found));
  else await print(found);
  if (options.csv) for (const doubt of found.doubts) console.error(`ajar: ${doubt}`);
  process.exitCode = exitCodeOf(found);
}

/** Of nothing that was looked at nobody can be called shut out. Throws `Complaint`. */
export function looked(found: Bypass): Bypass {
  if (found.vms > 0) return found;
  throw new Complaint(
    'None of these has ports that Ajar could open: scale sets and classic VMs are not looked at.',
  );
}

/** Somebody who is known counts more than what is not. */
function exitCodeOf({ somebody, doubts }: Bypass): number {
  if (somebody.some(isKnown)) return 1;
  return somebody.length > 0 || doubts.length > 0 ? 2 : 0;
}

/** A group that is told itself is one of which nobody could tell who is in it. */
const isKnown = ({ kind }: Principal): boolean => kind === 'person' || kind === 'app';

const KINDS: Readonly<Record<Principal['kind'], string>> = {
  ...{ person: 'person', app: 'app', unknown: 'of a kind that cannot be told' },
  group: 'group, and it cannot be told who is in it',
};

async function print(found: Bypass): Promise<void> {
  const { plain } = await import('../chat/plain.ts');
  const { WAY_TO } = await import('../cloud/azure/bypass/ways.ts');
  const { waysOf } = await import('../cloud/azure/bypass/report.ts');
  const can = (who: Somebody): string =>
    waysOf(who)
      .map((way) => WAY_TO[way].can)
      .join('; ');
  console.log(leadOf(found));
  for (const who of found.somebody) {
    console.log(`\n${plain(who.name, 200)} (${KINDS[who.kind]}, ${who.id})\n  can ${can(who)}`);
    for (const path of who.paths) for (const line of linesOf(path, plain)) console.log(`  ${line}`);
  }
  for (const who of found.own)
    console.log(`\nLeft out, as Ajar's own: ${plain(who.name, 200)} (${who.id}), which can ${can(who)}.`);
  for (const doubt of found.doubts) console.log(`\nCannot tell: ${plain(doubt, 800)}`);
  for (const remark of found.remarks) console.log(`\nNote: ${plain(remark, 800)}`);
}

function leadOf({ somebody, doubts, vms }: Bypass): string {
  const of = `${vms} ${vms === 1 ? 'VM' : 'VMs'}`;
  const count = (kind: Principal['kind']): number => somebody.filter((each) => each.kind === kind).length;
  const others = count('unknown') + count('group');
  const people = count('person') === 1 ? '1 person' : `${count('person')} people`;
  const parts = [people, count('app') === 1 ? '1 app' : `${count('app')} apps`];
  if (others > 0) parts.push(`${others} of whom it cannot be told who they are`);
  if (somebody.length > 0) return `Of ${of}, these could open ports without Ajar: ${parts.join(', ')}.`;
  return doubts.length > 0
    ? `It cannot be told who could open ports of ${of} without Ajar.`
    : `Nobody but Ajar could open ports of ${of}.`;
}

/** What the directory has is anybody's text: one line of it, without what a terminal would obey (HOLES H18). */
type Plain = (text: string, cap: number) => string;

function linesOf(path: Path, plain: Plain): readonly string[] {
  const { role, scope, inherited, eligible, conditional, through, vms } = path;
  const notes = [
    ...(inherited ? ['inherited'] : []),
    ...(eligible ? ['could be activated (PIM)'] : []),
    ...(conditional ? ['under a condition'] : []),
    ...(through ? [`through the group ${plain(through.name, 200)}`] : []),
  ];
  const shown = vms.slice(0, 5).join(', ') + (vms.length > 5 ? ` and ${vms.length - 5} more` : '');
  const tail = notes.length > 0 ? `, ${notes.join(', ')}` : '';
  return [
    `- ${plain(role, 200)} on ${plain(scope, 300)}${tail}: ${shown}`,
    `  to end it: ${endOf(path)}, or give a role without these actions in its place`,
  ];
}

/** Nothing of an id that Azure would not make reaches a shell. */
export function endOf({ eligible, assignment }: Path): string {
  if (!/^[\p{L}\p{N}_.()/-]+$/u.test(assignment)) return 'remove the assignment in the portal';
  return eligible
    ? 'remove the eligibility in Privileged Identity Management'
    : `az role assignment delete --ids '${assignment}'`;
}

const pathRows = ({ somebody }: Bypass) =>
  somebody.flatMap((who) => who.paths.map((path) => ({ who, path })));

async function asCsv(found: Bypass): Promise<string> {
  const { tableOf } = await import('../audit/csv.ts');
  return tableOf(
    [
      ['name', ({ who }) => who.name],
      ['kind', ({ who }) => who.kind],
      ['id', ({ who }) => who.id],
      ['ways', ({ path }) => path.ways.join(' ')],
      ['role', ({ path }) => path.role],
      ['scope', ({ path }) => path.scope],
      ['inherited', ({ path }) => String(path.inherited)],
      ['through group', ({ path }) => path.through?.name],
      ['could be activated', ({ path }) => String(path.eligible)],
      ['under a condition', ({ path }) => String(path.conditional)],
      ['vms', ({ path }) => path.vms.join(' ')],
      ['to end it', ({ path }) => endOf(path)],
    ],
    pathRows(found),
  );
}

async function asJson(found: Bypass): Promise<object> {
  const { waysOf } = await import('../cloud/azure/bypass/report.ts');
  const each = (who: Somebody) => ({
    ...{ ...who, ways: waysOf(who) },
    paths: who.paths.map((path) => ({ ...path, end: endOf(path) })),
  });
  return { ...found, somebody: found.somebody.map(each), own: found.own.map(each) };
}
