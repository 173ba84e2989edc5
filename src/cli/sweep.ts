import { Command } from 'commander';
import type { Grant } from '../access/grant.ts';
import { formatPort } from '../access/port.ts';
import { createClock } from '../clock.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import type { Provider, Found as Seen } from '../ports/provider.ts';

/** What the cloud shows of ours, with enough to close it. */
type Found = Seen & { readonly grant: Grant };

/** `ajar sweep --once`: for the night on which every Ajar is down. It needs no store, only the cloud and a right to delete. */
export const sweepCommand = (): Command =>
  new Command('sweep')
    .description(
      'close what Ajar opened and what is past its end, as the cloud alone shows it; needs no store',
    )
    .requiredOption('--once', 'one pass, then end (run it from a scheduler)')
    .action(async () => {
      const config = readConfig(environment());
      const clock = createClock(config.clock);
      const azure = await openAzure(config, clock, createLog('warn'));
      const ours = await azure.findOurs();
      const due = ours.filter((found) => found.until <= clock.now());
      console.log(`${ours.length} of Ajar's in the cloud, ${due.length} past the end.`);
      const failed = await closeAll(azure.provider, due, clock.now());
      if (failed > 0) process.exitCode = 1;
    });

/** One failure never delays another; answers how many are not proven shut. */
async function closeAll(provider: Provider, due: readonly Found[], now: Date): Promise<number> {
  const outcomes = await Promise.all(due.map((found) => closeOne(provider, found, now)));
  return outcomes.filter((shut) => !shut).length;
}

async function closeOne(provider: Provider, found: Found, now: Date): Promise<boolean> {
  const what = `${formatPort(found.port)} on ${found.vm} from ${found.source} (${found.request}, ended ${found.until.toISOString()})`;
  try {
    const order = {
      request: found.request,
      justification: '',
      until: found.until,
      grants: [found.grant],
      now,
    };
    const [seen] = await provider.close(order, new Set());
    const shut = seen?.state === 'closed' || seen?.state === 'failed';
    console.log(shut ? `closed ${what}` : `not proven shut yet: ${what}`);
    return shut;
  } catch (error) {
    console.log(`could not close ${what}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
