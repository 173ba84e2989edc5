import { setTimeout as sleep } from 'node:timers/promises';
import type { Policy } from '../access/policy/policy.ts';
import { Complaint } from '../complaint.ts';
import type { Config } from '../config.ts';
import type { Log } from '../ports/log.ts';
import { hashOfText, policyTextOf, readPolicyText } from './policy-source.ts';

/** The policy in force, which follows its file while Ajar runs. */
export interface PolicyWatch {
  readonly policy: () => Policy;
  /** Looks at the file every so often from now on, and tells what came of a change. */
  start(told: Changes): void;
  /** Takes the file as it is at this moment: whoever asks for that says that it is finished. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** What is saved of a change before it counts. */
export interface Changes {
  taken(before: Policy, after: Policy): Promise<void>;
  /** `inForce` stays: the file has these faults, or cannot be read. `found` is the hash of what it holds, or why it holds nothing. */
  refused(inForce: Policy, faults: readonly string[], found: string): Promise<void>;
}

interface Watching {
  readonly first: Policy;
  readonly source: Config['policy'];
  /** The chat apps that a route may name. */
  readonly apps: readonly string[];
  readonly log: Log;
  /** What a policy names and the settings cannot reach. */
  readonly unreachable?: (policy: Policy) => readonly string[];
  /** Ends when it is time for the next look, or at the signal. */
  readonly pause?: (signal: AbortSignal) => Promise<unknown>;
}

/** The file at one moment. `key` is the hash of its text, or the reason why there is none. */
interface Sight {
  readonly key: string;
  readonly text?: string;
}

/**
 * The whole file is read each time, since notices of changes are lost with network drives and with the links that Kubernetes
 * swaps under a ConfigMap. A change counts once two looks have found the same text: half a file may be a policy as well, and
 * the half that is missing may be the rules that deny.
 */
export function createPolicyWatch(watching: Watching): PolicyWatch {
  const { first, source, apps, log, pause = aWhile, unreachable = () => [] } = watching;
  const stopped = new AbortController();
  let inForce = first;
  let decided = first.hash;
  let seen = first.hash;
  let told: Changes | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function look(file: string, isFinished: boolean): Promise<void> {
    const sight = lookAt(file);
    const standsStill = isFinished || sight.key === seen;
    seen = sight.key;
    if (told === undefined || sight.key === decided || !standsStill) return;
    await decide(file, sight, told);
    decided = sight.key;
  }

  async function decide(file: string, { key, text }: Sight, { taken, refused }: Changes): Promise<void> {
    if (key === inForce.hash) return log.info({ policy: key }, 'the policy file is the one in force again');
    const read = text === undefined ? { faults: [key] } : readPolicyText(text, file, apps);
    const faults = 'faults' in read ? read.faults : unreachable(read.policy);
    if ('faults' in read || faults.length > 0) {
      log.error({ faults, policy: inForce.hash }, NOT_USED);
      return refused(inForce, faults, key);
    }
    await taken(inForce, read.policy);
    log.info({ before: inForce.hash, policy: key }, 'the policy was changed');
    inForce = read.policy;
  }

  /** One after the other. What could not be saved does not count, and is tried again at the next look. */
  function turn(isFinished: boolean): Promise<void> {
    const looked = last.then(() => ('file' in source ? look(source.file, isFinished) : undefined));
    last = looked.catch((error: unknown) =>
      log.error({ error }, 'a change of the policy could not be taken'),
    );
    return last.then(() => undefined);
  }

  async function keepLooking(): Promise<void> {
    while (!stopped.signal.aborted) {
      await pause(stopped.signal);
      if (!stopped.signal.aborted) await turn(false);
    }
  }

  return {
    policy: () => inForce,
    start(changes) {
      told = changes;
      if ('file' in source) void keepLooking();
    },
    reload: () => turn(true),
    async stop() {
      stopped.abort();
      await last;
    },
  };
}

/** Real time: files do not change faster in the sandbox. */
const aWhile = (signal: AbortSignal): Promise<unknown> =>
  sleep(2_000, undefined, { ref: false, signal }).catch(() => undefined);

const NOT_USED = 'the changed policy file is not used: the policy before it stays in force';

function lookAt(file: string): Sight {
  try {
    const text = policyTextOf(file);
    return { key: hashOfText(text), text };
  } catch (error) {
    if (error instanceof Complaint) return { key: error.message };
    throw error;
  }
}
