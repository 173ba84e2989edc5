import { Command, InvalidArgumentError, Option } from 'commander';
import type { Vm } from '../access/vm.ts';
import { matchVms, type TagFilter } from '../access/vm-filter.ts';
import { createClock } from '../clock.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import type { Inventory } from '../ports/inventory.ts';
import { policyHashOf } from '../wiring/policy-source.ts';
import { foreseen } from './consent.ts';
import { report } from './consent-text.ts';
import { findVm } from './find-vm.ts';
import { type Carrying, carryOut, type JitOutcome } from './jit-carry-out.ts';
import { type JitVerb, planFor } from './jit-plan.ts';
import { linesOf, outcomeAsJson } from './jit-text.ts';
import { addPort, addSource, type JitWish, spanOf } from './jit-wish.ts';
import { openToRecord } from './own-store.ts';
import { addTag } from './vms.ts';

interface Options extends JitWish {
  readonly tag: readonly TagFilter[];
  readonly resourceGroup?: string;
  readonly subscription?: string;
  readonly yes?: true;
  readonly accept?: true;
  readonly reason?: string;
  readonly json?: true;
}

const HELP = `
Without --yes nothing is changed: it says what would be, and who would lose access or get in. With --yes that needs
--accept as well. Each change is in the audit log of this installation (AJAR_DATA), before it is sent and with its outcome.
It takes AJAR_CONFIGURE=on, and an identity with the role of "ajar azure role --can configure".

Ends with
  0  everything is done, or could be
  1  something could not be done, or was held back because it was not accepted
  2  there is no such VM, or wrong usage or settings`;

const ABOUT: Readonly<Record<JitVerb, string>> = {
  enable: 'put VMs under just-in-time access',
  edit: 'change what just-in-time access keeps of VMs; ports that are not named stay as they are',
  disable: 'take VMs out of just-in-time access; the last VM out takes the policy with it',
};

const EXAMPLES: Readonly<Record<JitVerb, string>> = {
  enable: `
Examples
  ajar jit enable web-09 --defaults
  ajar jit enable web-09 --port 22/tcp --source 203.0.113.0/24 --max 2h --yes --accept
  ajar jit enable --tag env=prod --recommended`,
  edit: `
Examples
  ajar jit edit web-09 --port 22/tcp --max 1h --yes
  ajar jit edit web-09 --drop 5985 --drop 5986
  ajar jit edit --resource-group rg-prod --max 3h`,
  disable: `
Examples
  ajar jit disable web-09
  ajar jit disable --tag env=lab --yes --accept`,
};

/** `ajar jit enable|edit|disable`: one VM or many, dry run first. */
export function changeCommand(verb: JitVerb): Command {
  const command = new Command(verb)
    .description(ABOUT[verb])
    .argument('[vms...]', 'names or resource ids; without any, all that fit the options below')
    .addOption(
      new Option('--tag <key=value>', 'every VM with this tag (may be repeated)')
        .argParser(addTag)
        .default([], 'any'),
    )
    .option('--resource-group <name>', 'every VM of this resource group', something)
    .option(
      '--subscription <name>',
      'every VM of this subscription: its id, or a part of its name',
      something,
    );
  if (verb !== 'disable') withRules(command);
  if (verb === 'edit') command.option('--drop <port>', 'keep this port no more (may be repeated)', addPort);
  return command
    .option('--reason <text>', 'why, for the audit log')
    .option('--yes', 'do it')
    .option('--accept', 'also where somebody loses access, stays let in by a rule, or gets in')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', HELP + EXAMPLES[verb])
    .action((names: readonly string[], options: Options) => change(verb, names, options));
}

/** A variable of a script that is not set would be a part of every name. */
function something(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('Nothing stands there, and that fits every VM: write a name.');
}

function withRules(command: Command): void {
  command
    .addOption(
      new Option(
        '--recommended',
        'the ports 22, 3389, 5985 and 5986, each up to 3 h from any source',
      ).conflicts(['defaults', 'port']),
    )
    .addOption(
      new Option(
        '--defaults',
        'as Azure does by itself: 3389 for Windows, 22 for Linux, up to 3 h from any source',
      ).conflicts('port'),
    )
    .option('--port <port>', 'a port such as 22/tcp, 3389/any or rdp (may be repeated)', addPort)
    .option('--source <cidr>', 'who may ask for it: ranges, or any (may be repeated)', addSource)
    .option('--max <duration>', 'the longest that may be asked for, 5 min to 24 h', spanOf);
}

async function change(verb: JitVerb, names: readonly string[], options: Options): Promise<void> {
  mustSayWhat(verb, options);
  mustSayWhich(names, options);
  const config = readConfig(environment());
  const clock = createClock(config.clock);
  const policy = policyHashOf(config);
  const { inventory, jitSetup: setup } = await openAzure(config, clock, createLog('error'));
  if (setup.off !== undefined) throw new Complaint(setup.off);
  const vms = await selected(inventory, names, options);
  const plans = await aFewAtATime(vms, (vm) => planFor(setup, vm, verb, options));
  const words = {
    linesOf: (outcome: JitOutcome) => linesOf(outcome, verb),
    asJson: (outcome: JitOutcome) => outcomeAsJson(outcome, verb),
  };
  if (!options.yes) return report(plans.map(foreseen), words, options.json);
  const store = await openToRecord(config);
  try {
    const { accept = false, reason = '' } = options;
    const carrying: Carrying = { setup, store, clock, policy, verb, accept, reason };
    report(await aFewAtATime(plans, (plan) => carryOut(carrying, plan)), words, options.json);
    await store.seal();
  } finally {
    await store.close();
  }
}

function mustSayWhat(verb: JitVerb, { recommended, defaults, port, source, max, drop }: Options): void {
  const says = recommended || defaults || port || (verb === 'edit' && (source || max !== undefined || drop));
  if (verb !== 'disable' && !says)
    throw new Complaint(
      verb === 'enable'
        ? 'Say which ports it is to keep: --recommended, --defaults, or --port such as 22/tcp.'
        : 'Say what to change: --port, --drop, --source, --max, --recommended or --defaults.',
    );
}

function mustSayWhich(names: readonly string[], { tag, resourceGroup, subscription }: Options): void {
  const isBulk = tag.length > 0 || resourceGroup !== undefined || subscription !== undefined;
  if (names.length > 0 !== isBulk) return;
  throw new Complaint(
    'Name the VMs, or say which ones with --tag, --resource-group or --subscription; one of the two.',
  );
}

async function selected(
  inventory: Inventory,
  names: readonly string[],
  options: Options,
): Promise<readonly Vm[]> {
  const { tag: tags, resourceGroup, subscription } = options;
  if (names.length > 0) return Promise.all(names.map((name) => findVm(inventory, name)));
  const found = matchVms(await inventory.all(), {
    ...{ words: [], tags },
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    ...(subscription === undefined ? {} : { subscription }),
  });
  if (found.length > 0) return found;
  throw new Complaint('No VM fits. "ajar vms" with the same options lists them.');
}

const AT_ONCE = 4;

/** In their order, a few under way at once: Azure counts calls. */
async function aFewAtATime<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  const left = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) done[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return done;
}
