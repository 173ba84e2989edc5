import { createClock } from '../../clock.ts';
import { Complaint } from '../../complaint.ts';
import { environment, readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { openAzure } from '../../main.ts';
import type { Check } from '../../ports/check.ts';
import { policyHashOf } from '../../wiring/policy-source.ts';
import { openOwn } from '../own-store.ts';
import { planLive } from './live.ts';

export interface DoctorOptions {
  readonly json?: boolean;
  readonly live?: string;
  readonly port?: string;
  readonly source?: string;
  readonly yes?: boolean;
}

/** `ajar doctor --live VM`: the checklist of docs/azure.md, as far as one opening can answer it. Throws `Complaint` where it may not be done. */
export async function tryLive(vm: string, { port, source, yes }: DoctorOptions): Promise<readonly Check[]> {
  if (port === undefined || source === undefined)
    throw new Complaint('--live needs --port and --source: nothing is chosen for you on a real VM.');
  const config = readConfig(environment());
  const clock = createClock(config.clock);
  const policy = policyHashOf(config);
  const azure = await openAzure(config, clock, createLog('error'));
  const store = await openOwn(config, 'No audit event is written of this trial:');
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  // Ctrl-C ends the opening and never the closing.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    const deps = { azure, store, policy, now: clock.now, print: tell, stop: interrupted.signal };
    const plan = await planLive(deps, { vm, port, source });
    if (!yes) throw new Complaint(`${plan.sentence} Write --yes as well to have it done.`);
    return await plan.run();
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    await store?.close();
  }
}

/** Beside what may be JSON. */
const tell = (line: string): void => console.error(`ajar: ${line}`);
