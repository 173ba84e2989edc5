import { Command } from 'commander';
import type { Port } from '../access/port.ts';
import { createClock } from '../clock.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { policyHashOf } from '../wiring/policy-source.ts';
import { foreseen } from './consent.ts';
import { report } from './consent-text.ts';
import { findVm } from './find-vm.ts';
import { addPort } from './jit-wish.ts';
import { type BaselineOutcome, type CarryingBaseline, carryOutBaseline, planBaseline } from './nsg-plan.ts';
import { baselineAsJson, baselineLines } from './nsg-text.ts';
import { openToRecord } from './own-store.ts';

interface Options {
  readonly port: readonly Port[];
  readonly remove?: true;
  readonly reason?: string;
  readonly yes?: true;
  readonly accept?: true;
  readonly json?: true;
}

const HELP = `
One deny rule for each port and each security group before the VM, from everybody to the VM's own addresses, after every
rule of others that lets somebody in on that port and before Azure's own. What Ajar opens comes before it.

Without --yes nothing is changed: it says who would lose access, who stays let in by a rule of others, and with --remove who
gets in. With --yes that needs --accept as well. Each change is in the audit log of this installation (AJAR_DATA), before it
is sent and with its outcome. It takes AJAR_NSG=on and AJAR_CONFIGURE=on, and an identity with the role of
"ajar azure role --can open --nsg": the one that opens ports.

Examples
  ajar nsg baseline web-09 --port 22/tcp
  ajar nsg baseline web-09 --port 22/tcp --port 5432 --yes --accept --reason CHG-17
  ajar nsg baseline web-09 --port 22/tcp --remove --yes --accept

Ends with
  0  it is done, or could be
  1  it could not be done, or was held back because it was not accepted
  2  there is no such VM, or wrong usage or settings`;

/** `ajar nsg …`: what Ajar keeps in security groups besides openings. */
export const nsgCommand = (): Command =>
  new Command('nsg')
    .description('say and change what Ajar keeps in network security groups besides openings')
    .addCommand(baselineCommand());

const baselineCommand = (): Command =>
  new Command('baseline')
    .description("shut ports of a VM, which no JIT policy keeps, by deny rules of Ajar's own")
    .argument('<vm>', 'its name or resource id')
    .requiredOption('--port <port>', 'a port such as 22/tcp, 3389/any or rdp (may be repeated)', addPort)
    .option('--remove', 'take these rules out again')
    .option('--reason <text>', 'why, for the audit log')
    .option('--yes', 'do it')
    .option('--accept', 'also where somebody loses access, stays let in by a rule, or gets in')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', HELP)
    .action(baseline);

async function baseline(name: string, options: Options): Promise<void> {
  const config = readConfig(environment());
  const clock = createClock(config.clock);
  const policy = policyHashOf(config);
  const azure = await openAzure(config, clock, createLog('error'));
  if (azure.baseline.off !== undefined) throw new Complaint(azure.baseline.off);
  const verb = options.remove ? 'remove' : 'make';
  const vm = await findVm(azure.inventory, name);
  const plan = await planBaseline(azure.baseline, vm, verb, options.port);
  const words = {
    linesOf: (outcome: BaselineOutcome) => baselineLines(outcome, verb),
    asJson: (outcome: BaselineOutcome) => baselineAsJson(outcome, verb),
  };
  if (!options.yes) return report([foreseen(plan)], words, options.json);
  const store = await openToRecord(config);
  try {
    const { accept = false, reason = '' } = options;
    const carrying: CarryingBaseline = {
      ...{ baseline: azure.baseline, store, clock, policy, verb, accept, reason },
    };
    report([await carryOutBaseline(carrying, plan)], words, options.json);
    await store.seal();
  } finally {
    await store.close();
  }
}
