import { Command, InvalidArgumentError } from 'commander';
import { readSource } from '../access/address.ts';
import type { Findings } from '../access/check/findings.ts';
import { findingsOf } from '../access/check/judge.ts';
import { flowsFrom, lookFrom, withLook } from '../access/check/look-from.ts';
import { summaryOf } from '../access/check/summary.ts';
import { type Port, readPort } from '../access/port.ts';
import { createClock } from '../clock.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { findVm } from './find-vm.ts';

const HELP = `
What cannot be told, since Azure or Ajar's rights do not show it, is never called shut.

Ends with
  0  nothing is open that should be shut
  1  something is, or it cannot be told, or Azure's answer is another than Ajar's
  2  there is no such VM, or a setting is wrong

Examples
  ajar check vm-prod-01
  ajar check vm-prod-01 3389 443/tcp --json
  ajar check vm-prod-01 3389 --from 203.0.113.7 --verify`;

/** `ajar check VM`: who could reach its ports by the rules before it, by which rule, and what to mend. */
export const checkCommand = (): Command =>
  new Command('check')
    .description('say who could reach the ports of a VM by all the rules before it, and what to mend')
    .argument('<vm>', 'its name or resource id')
    .argument('[ports...]', 'ports such as 22, 443/tcp or rdp; all that matter when left out')
    .option('--from <source>', 'whether this address or range gets in, and by which rule', source)
    .option('--verify', "with --from: also Azure's own answer, by Network Watcher's IP flow verify")
    .option('--json', 'one JSON object')
    .addHelpText('after', HELP)
    .action(check);

async function check(
  name: string,
  words: readonly string[],
  options: { readonly json?: true; readonly from?: string; readonly verify?: true },
): Promise<void> {
  const ports = words.flatMap(portsOf);
  if (options.verify && options.from === undefined)
    throw new Complaint('--verify asks Azure about one address: add --from, such as --from 203.0.113.7.');
  const config = readConfig(environment());
  const { inventory, inspector, flowVerifier } = await openAzure(
    config,
    createClock(config.clock),
    createLog('error'),
  );
  const vm = await findVm(inventory, name);
  const network = await inspector.inspect(vm);
  const sources = options.from === undefined ? [] : [options.from];
  const asked = options.verify ? flowsFrom(network, sources, ports) : { flows: [], left: [] };
  const look = lookFrom(network, sources, ports, asked, await flowVerifier.verify(vm, asked.flows));
  const findings = withLook(findingsOf(network, ports), look);
  if (options.json)
    console.log(
      JSON.stringify({ id: vm.id, ...findings, from: look.verdicts, summary: summaryOf(findings) }),
    );
  else await print(findings);
  const bad = findings.ports.some(({ state }) => state === 'exposed' || state === 'unsure');
  const unclear =
    look.contradictions.length > 0 || look.verdicts.some(({ admission }) => admission === 'unsure');
  if (bad || unclear || findings.more > 0) process.exitCode = 1;
}

/** As in a sentence: one address, or a range without host bits. */
function source(value: string): string {
  const read = readSource(value);
  if (typeof read === 'string') return read;
  throw new InvalidArgumentError(read.error);
}

function portsOf(word: string): readonly Port[] {
  const read = readPort(word);
  if ('error' in read) throw new Complaint(read.error);
  return read;
}

/** In the words of the card. */
async function print(findings: Findings): Promise<void> {
  const { checkText } = await import('../chat/check-text.ts');
  const { title, lead, rows, remarks } = checkText(findings, Number.POSITIVE_INFINITY);
  console.log(`${title}: ${lead}`);
  for (const { ports, status, sentence, mend } of rows) {
    console.log(`${ports}: ${status}`);
    for (const line of [sentence, mend && `To mend it: ${mend}`]) if (line !== '') console.log(`  ${line}`);
  }
  for (const { text } of remarks) console.log(`Note: ${text}`);
}
