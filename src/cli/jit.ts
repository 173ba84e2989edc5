import { Command, Option } from 'commander';
import type { Vm } from '../access/vm.ts';
import { matchVms, type TagFilter } from '../access/vm-filter.ts';
import { createClock } from '../clock.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { changeCommand } from './jit-change.ts';
import { ruleAsJson, sayRule } from './jit-text.ts';
import { addTag } from './vms.ts';

/** `ajar jit …`: which VMs are under just-in-time access, and how; and changing that. */
export const jitCommand = (): Command =>
  new Command('jit')
    .description('say what just-in-time access keeps of VMs, put VMs under it, change it, take them out')
    .addCommand(listCommand())
    .addCommand(changeCommand('enable'))
    .addCommand(changeCommand('edit'))
    .addCommand(changeCommand('disable'));

interface Options {
  readonly tag: readonly TagFilter[];
  readonly resourceGroup?: string;
  readonly subscription?: string;
  readonly json?: true;
}

const listCommand = (): Command =>
  new Command('list')
    .description('list the VMs under just-in-time access with what each policy keeps of them')
    .argument('[words...]', 'parts of the name, the resource group, the subscription or the value of a tag')
    .addOption(
      new Option('--tag <key=value>', 'only with this tag (may be repeated)')
        .argParser(addTag)
        .default([], 'any'),
    )
    .option('--resource-group <name>', 'only of this resource group')
    .option('--subscription <name>', 'only of this subscription: its id, or a part of its name')
    .option('--json', 'one JSON object a line')
    .action(list);

async function list(words: readonly string[], options: Options): Promise<void> {
  const config = readConfig(environment());
  const { inventory } = await openAzure(config, createClock(config.clock), createLog('error'));
  const { tag: tags, resourceGroup, subscription } = options;
  const found = matchVms(await inventory.all(), {
    ...{ words, tags, group: 'configured' as const },
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    ...(subscription === undefined ? {} : { subscription }),
  });
  for (const vm of found) {
    if (options.json) console.log(JSON.stringify(asJson(vm)));
    else for (const line of linesOf(vm)) console.log(line);
  }
  if (!options.json) console.log(found.length === 1 ? '1 VM.' : `${found.length} VMs.`);
}

const linesOf = (vm: Vm): readonly string[] => [
  `${vm.name} (${vm.resourceGroup}, ${vm.subscriptionName})`,
  ...policiesOf(vm).map(
    ([id, rules]) => `  policy "${id.split('/').at(-1)}": ${rules.map(sayRule).join('; ')}`,
  ),
];

const policiesOf = ({ jit }: Vm) => [...Map.groupBy(jit, ({ policyId }) => policyId)];

const asJson = (vm: Vm): object => ({
  ...{ name: vm.name, id: vm.id, resourceGroup: vm.resourceGroup, subscription: vm.subscriptionName },
  policies: policiesOf(vm).map(([id, rules]) => ({ id, rules: rules.map(ruleAsJson) })),
});
