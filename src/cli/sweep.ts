import { Command } from 'commander';
import { formatPort } from '../access/port.ts';
import { createClock } from '../clock.ts';
import type { Azure } from '../cloud/azure/azure.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { CloudError, type Found, type Provider } from '../ports/provider.ts';

const HELP = `
What is past its end is closed and proven shut, a line each. What may be Ajar's and cannot be judged from the cloud is a line
that begins "cannot tell" and is left alone: an app's opening without a reason, a VM or a subscription that cannot be read.

Ends with
  0  nothing of Ajar's is past its end any more
  1  something is not proven shut, or may be overdue and cannot be told
  2  a setting is wrong`;

/** `ajar sweep --once`: for the night on which every Ajar is down. It needs no store, only the cloud and a right to delete. */
export const sweepCommand = (): Command =>
  new Command('sweep')
    .description(
      'close what Ajar opened and what is past its end, as the cloud alone shows it; needs no store',
    )
    .requiredOption('--once', 'one pass, then end (run it from a scheduler)')
    .addHelpText('after', HELP)
    .action(async () => {
      const config = readConfig(environment());
      // With a right to delete and no other, as this is meant to run, a write of a whole group would only be refused.
      const settings = { ...config, azure: { ...config.azure, nsgWhole: false } };
      const azure = await openAzure(settings, createClock(config.clock), createLog('warn'));
      // The list of VMs is needed anyway; with its answers Azure has said what time it is.
      await azure.inventory.all().catch((error: unknown) => unlessOfAzure(error));
      const clean = await sweep(azure, azure.clock.now(), console.log);
      if (!clean) process.exitCode = 1;
    });

/** What keeps the list of VMs from being read is told by the pass itself. */
function unlessOfAzure(error: unknown): void {
  if (!(error instanceof CloudError)) throw error;
}

/** One pass. True only when nothing that may be ours is past its end: not to know is never clean. */
export async function sweep(
  azure: Pick<Azure, 'findOurs' | 'providers'>,
  now: Date,
  print: (line: string) => void,
): Promise<boolean> {
  const { found, doubts } = await azure.findOurs();
  const due = found.filter(({ until }) => until <= now);
  print(`${found.length} of Ajar's in the cloud, ${due.length} past the end.`);
  for (const { sentence } of doubts) print(`cannot tell: ${sentence}`);
  // One failure never delays another.
  const shut = await Promise.all(
    due.map((each) => closeOne(azure.providers[each.grant.provider], each, now, print)),
  );
  return shut.every(Boolean) && !doubts.some(({ until }) => until === undefined || until <= now);
}

async function closeOne(
  provider: Provider,
  found: Found,
  now: Date,
  print: (line: string) => void,
): Promise<boolean> {
  const what = `${formatPort(found.port)} on ${found.vm} from ${found.source} (${found.request}, ended ${found.until.toISOString()})`;
  try {
    const { request, until, grant } = found;
    const order = { request, justification: '', until, grants: [grant], now };
    const [seen] = await provider.close(order, new Set());
    const shut = seen?.state === 'closed' || seen?.state === 'failed';
    print(shut ? `closed ${what}` : `not proven shut yet: ${what}`);
    return shut;
  } catch (error) {
    print(`could not close ${what}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
