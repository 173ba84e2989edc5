import { Command, InvalidArgumentError, Option } from 'commander';
import { groupOf, PROTECTION_GROUPS, type ProtectionGroup } from '../access/protection.ts';
import { matchVms, type TagFilter } from '../access/vm-filter.ts';
import { usageOf } from '../access/vm-use.ts';
import { createClock } from '../clock.ts';
import { environment, readConfig } from '../config.ts';
import { requestsOn } from '../flow/requests-on.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import type { VmRow } from '../ports/card.ts';
import type { Inventory } from '../ports/inventory.ts';
import type { Store } from '../ports/store.ts';
import { openOwn } from './own-store.ts';
import { vmAsJson } from './vm-json.ts';

interface Options {
  readonly configured?: true;
  readonly notConfigured?: true;
  readonly unsupported?: true;
  readonly unknown?: true;
  readonly resourceGroup?: string;
  readonly subscription?: string;
  readonly tag: readonly TagFilter[];
  readonly json?: true;
}

const HELP = `
"configured" is what a JIT policy names, "not configured" what one could, "unsupported" what none can, with why;
"unknown" is what Ajar may not read. Who had access comes from Ajar's own record and, for the rest, from Azure's.

Examples
  ajar vms prod --not-configured
  ajar vms --tag env=prod --subscription "Contoso Production" --json`;

/** `ajar vms`: every VM that Ajar can read, how just-in-time access stands to it, and who may reach it now. */
export const vmsCommand = (): Command =>
  new Command('vms')
    .description('list the VMs, how just-in-time access stands to each, and who may reach them now')
    .argument('[words...]', 'parts of the name, the resource group, the subscription or the value of a tag')
    .option('--configured', 'those that a JIT policy names')
    .option('--not-configured', 'those that could be and are not')
    .option('--unsupported', 'those that cannot be, with why')
    .option('--unknown', 'those of which Ajar may not read enough to tell')
    .option('--resource-group <name>', 'only of this resource group')
    .option('--subscription <name>', 'only of this subscription: its id, or a part of its name')
    .addOption(
      new Option('--tag <key=value>', 'only with this tag; the key alone for any value (may be repeated)')
        .argParser(addTag)
        .default([], 'any'),
    )
    .option('--json', 'one JSON object a line')
    .addHelpText('after', HELP)
    .action(list);

export function addTag(text: string, before: readonly TagFilter[]): readonly TagFilter[] {
  const [, key, value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('Write it like env=prod.');
  return [...before, { key, ...(value === undefined ? {} : { value }) }];
}

async function list(words: readonly string[], options: Options): Promise<void> {
  const config = readConfig(environment());
  const clock = createClock(config.clock);
  const { inventory } = await openAzure(config, clock, createLog('error'));
  const { tag: tags, resourceGroup, subscription } = options;
  const groups = groupsOf(options);
  const found = matchVms(await inventory.all(), {
    ...{ words, tags },
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    ...(subscription === undefined ? {} : { subscription }),
  }).filter(({ protection }) => groups.includes(groupOf(protection)));
  const store = await openOwn(config, "who had access is told by Azure's record alone.");
  try {
    const rows: VmRow[] = [];
    for (const vm of found) rows.push(await rowOf(vm, inventory, store, clock.now()));
    if (options.json) for (const row of rows) console.log(JSON.stringify(vmAsJson(row)));
    else await print(rows, clock.now(), config.zone);
  } finally {
    await store?.close();
  }
}

/** None named: all. */
function groupsOf(options: Options): readonly ProtectionGroup[] {
  const named: Readonly<Record<ProtectionGroup, true | undefined>> = {
    configured: options.configured,
    'not-configured': options.notConfigured,
    unsupported: options.unsupported,
    unknown: options.unknown,
  };
  const chosen = PROTECTION_GROUPS.filter((group) => named[group]);
  return chosen.length > 0 ? chosen : PROTECTION_GROUPS;
}

async function rowOf(
  vm: VmRow['vm'],
  inventory: Inventory,
  store: Store | undefined,
  now: Date,
): Promise<VmRow> {
  const requests = store ? await requestsOn(store, { vm: vm.id }) : [];
  return { vm, use: usageOf(vm.id, requests, await inventory.accesses(vm.id), now) };
}

/** In the words of the card. */
async function print(rows: readonly VmRow[], now: Date, zone: string): Promise<void> {
  const { vmsText } = await import('../chat/vms-text.ts');
  const all = rows.map(({ vm }) => vm.protection);
  const list = { title: 'VMs', now, zone, all, rows, everybody: true, more: 0 };
  const text = vmsText(list, Number.POSITIVE_INFINITY);
  for (const { name, status, place, detail, lately, now: held } of text.rows) {
    console.log(`${name}: ${status} (${place})`);
    for (const line of [detail, lately, held]) if (line !== '') console.log(`  ${line}`);
  }
  console.log(rows.length === 0 ? 'No VM fits.' : `${rows.length} in all: ${text.counts}.`);
}
