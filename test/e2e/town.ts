import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Door } from '../../sandbox/azure/doors/doors.ts';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { startBot } from '../../sandbox/demo/bot.ts';
import { type Knock, knock, type Visitor } from '../../sandbox/demo/knock.ts';
import { ON_CALL } from '../../sandbox/demo/on-call.ts';
import { demoPolicy } from '../../sandbox/demo/policy.ts';
import { createClock } from '../../src/clock.ts';
import { type Desk, until } from './desk.ts';
import { type Desks, openDesks } from './desks.ts';

/** A sandbox Azure, the bot as a process of its own, and two people at their chats. Business time runs 120 times as fast. */
export interface Town extends Desks {
  /** Tries a VM's port over a real socket. */
  knock(vm: string, port: string, visitor: Visitor): Promise<Knock>;
  /** Waits until trying it comes out so; throws with how it came out last. */
  comesOut(vm: string, port: string, visitor: Visitor, outcome: Knock): Promise<void>;
  /** Hosts outside this machine that the bot or a Playground wanted to reach. */
  refused(): Promise<string>;
  /** The bot's log and its calls to Azure, for whoever looks into a failure. */
  trace(): string;
  close(): Promise<void>;
}

/** The address in the requests, and one that no request names; `sandbox/scenarios/demo.ts` maps them. */
export const FROM: Visitor = { loopback: '127.0.0.7', address: '203.0.113.7' };
export const STRANGER: Visitor = { loopback: '127.0.0.8', address: '203.0.113.8' };

const FACTOR = 120;
/** Real time: a few sweeps of the bot's clockwork. */
const COMES_OUT_MS = 45_000;

export async function openTown(): Promise<Town> {
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse()) await stop();
  };
  try {
    return { ...(await build(stops)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(stops: (() => Promise<void>)[]): Promise<Omit<Town, 'close'>> {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-e2e-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const refusedLog = join(folder, 'refused');
  await writeFile(refusedLog, '');
  const time = { epoch: Date.parse('2026-01-15T09:00:00Z'), factor: FACTOR, realStart: Date.now() };
  const azure = await createSandbox({ clock: createClock(time) });
  stops.push(azure.close);
  const policyFile = join(folder, 'policy.yaml');
  await writeFile(policyFile, demoPolicy({ pendingInLab: '20m', tell: [`teams:${ON_CALL}`] }));
  const bot = await startBot({ azure, folder, policyFile, time, refusedLog });
  stops.push(bot.child.stop);
  const desks = await openDesks(bot, refusedLog, stops);
  await desks.riley.reads('Hello');
  await desks.avery.reads('Hello');
  return {
    ...desks,
    ...doorsOf(azure),
    refused: () => readFile(refusedLog, 'utf8'),
    trace: () =>
      [
        bot.child.output(),
        ...azure
          .calls()
          .slice(-60)
          .map((call) => JSON.stringify(call)),
      ].join('\n'),
  };
}

/** The data plane of a sandbox, over real sockets. */
export function doorsOf(azure: Sandbox): Pick<Town, 'knock' | 'comesOut'> {
  const socketOf = async (vm: string, port: string): Promise<string> => {
    const doors: readonly Door[] = await azure.doors();
    const door = doors.find((each) => each.name === vm && each.port === port);
    if (door === undefined) throw new Error(`The sandbox has no ${port} on ${vm}.`);
    return door.socket;
  };
  const knockOn = async (vm: string, port: string, visitor: Visitor): Promise<Knock> =>
    knock(await socketOf(vm, port), visitor);
  return {
    knock: knockOn,
    async comesOut(vm, port, visitor, outcome) {
      let last: Knock = 'refused';
      await until(
        async () => {
          last = await knockOn(vm, port, visitor);
          return JSON.stringify(last) === JSON.stringify(outcome) ? true : undefined;
        },
        () =>
          `${port} on ${vm} from ${visitor.address} is ${JSON.stringify(last)}, not ${JSON.stringify(outcome)}.`,
        COMES_OUT_MS,
      );
    },
  };
}

/** Keeps a picture of what a person sees; `test-results` is never committed. */
export async function picture(desk: Desk, name: string): Promise<void> {
  await mkdir('test-results', { recursive: true });
  await desk.keep(join('test-results', `${name}-${desk.person.nick}`));
}
