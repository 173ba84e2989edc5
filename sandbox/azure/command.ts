import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { createClock, readClockSpec } from '../../src/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createSandbox } from './sandbox.ts';
import type { Scenario } from './scenario.ts';

interface Flags {
  readonly port: number;
  readonly identityPort: number;
  readonly clock?: Clock;
  readonly scenario?: string;
}

/** `ajar sandbox`: an Azure on this machine until Ctrl-C; the first line of output says where everything is. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description(
      'Start an Azure on this machine, for trying Ajar out: loopback only, nothing leaves the machine.',
    )
    .option('--port <number>', 'port of Resource Manager; 0 takes a free one', portNumber, 0)
    .option('--identity-port <number>', 'port of the identity endpoint; 0 takes a free one', portNumber, 0)
    .option(
      '--clock <EPOCH,FACTOR[,REALSTART]>',
      'business time: an ISO instant (or Unix milliseconds) and how many times as fast it runs',
      readClock,
    )
    .option('--scenario <file>', 'a scenario as JSON instead of the demo')
    .action((flags: Flags) => run(flags));
}

async function run(flags: Flags): Promise<void> {
  const scenario = flags.scenario === undefined ? undefined : await readScenarioFile(flags.scenario);
  const sandbox = await createSandbox({
    port: flags.port,
    identityPort: flags.identityPort,
    ...(flags.clock ? { clock: flags.clock } : {}),
    ...(scenario ? { scenario } : {}),
  });
  const { arm, identity, identityHeader, certificate, control, vms } = sandbox;
  process.stdout.write(`${JSON.stringify({ arm, identity, identityHeader, certificate, control, vms })}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await sandbox.close();
}

function readClock(text: string): Clock {
  const processStart = Date.now() - Math.round(process.uptime() * 1000);
  const spec = readClockSpec(text, processStart);
  if ('error' in spec) throw new InvalidArgumentError(spec.error);
  return createClock(spec);
}

async function readScenarioFile(path: string): Promise<Scenario> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Scenario;
  } catch (cause) {
    throw new Error(`The scenario ${path} cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError(`"${text}" is not a port; write a number from 0 to 65535.`);
}
