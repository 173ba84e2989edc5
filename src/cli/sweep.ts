import { Command, Option } from 'commander';
import { formatPort } from '../access/port.ts';
import { createClock } from '../clock.ts';
import type { Azure } from '../cloud/azure/azure.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { CloudError, type Found, type Provider } from '../ports/provider.ts';
import { httpsOnly, sendPing } from './ping.ts';
import { sweepConfig } from './sweep-settings.ts';

const HELP = `
What is past its end is closed and proven shut, a line each. What may be Ajar's and cannot be judged from the cloud is a line
that begins "cannot tell" and is left alone: an app's opening without a reason, a VM or a subscription that cannot be read.

It takes the settings of Azure alone, and whatever identity its environment names (AZURE_CLIENT_ID and its like): best one of
its own with the role of "ajar azure role --can sweep", which opens nothing. docs/emergency.md has schedulers for it.

Ends with
  0  nothing of Ajar's is past its end any more
  1  something is not proven shut, or may be overdue and cannot be told
  2  a setting of Azure's is wrong`;

/** `ajar sweep --once`: for the night on which every Ajar is down. It needs no store, only the cloud and a right to delete. */
export const sweepCommand = (): Command =>
  new Command('sweep')
    .description(
      'close what Ajar opened and what is past its end, as the cloud alone shows it; needs no store',
    )
    .requiredOption('--once', 'one pass, then end (run it from a scheduler)')
    .addOption(
      new Option(
        '--ping <url>',
        'an https address to get after a pass that ends with 0, of a service that misses it',
      ).argParser(httpsOnly),
    )
    .addHelpText('after', HELP)
    .action(async ({ ping }: { readonly ping?: URL | '' }) => {
      if (ping === '') console.error(NO_PING);
      const config = sweepConfig((line) => console.error(line));
      const azure = await openAzure(config, createClock(config.clock), createLog('warn'));
      // The list of VMs is needed anyway; with its answers Azure has said what time it is.
      await azure.inventory.all().catch((error: unknown) => unlessOfAzure(error));
      const clean = await sweep(azure, azure.clock.now(), console.log);
      if (!clean) process.exitCode = 1;
      else if (ping) await sendPing(ping, (line) => console.error(line));
    });

const NO_PING = 'No ping is sent: --ping got no address, so that nobody misses a sweep that does not run.';

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
    due.map((each) => closeOne(azure.providers[each.grant.provider], each, { now, found, print })),
  );
  return shut.every(Boolean) && !doubts.some(({ until }) => until === undefined || until <= now);
}

interface Pass {
  readonly now: Date;
  /** Everything of Ajar's, also what has not ended. */
  readonly found: readonly Found[];
  readonly print: (line: string) => void;
}

async function closeOne(provider: Provider, each: Found, pass: Pass): Promise<boolean> {
  const { now, print } = pass;
  const what = `${formatPort(each.port)} on ${each.vm} from ${each.source} (${each.request}, ended ${each.until.toISOString()})`;
  try {
    const { request, until, grant } = each;
    const order = { request, justification: '', until, grants: [grant], now };
    const [seen] = await provider.close(order, new Set());
    const shut = seen?.state === 'closed' || seen?.state === 'failed';
    print(shut ? `closed ${what}` : `not proven shut yet: ${what}`);
    return shut;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    print([`could not close ${what}: ${why}`, ...sharedGroup(each, error, pass)].join(' '));
    return false;
  }
}

/** Azure deletes a rule collection group as a whole, so that without a right to write one of several rules stays for a while. */
function sharedGroup({ grant }: Found, error: unknown, { now, found }: Pass): readonly string[] {
  if (grant.provider !== 'azure-firewall' || !(error instanceof CloudError) || error.kind !== 'denied')
    return [];
  const others = found.filter(
    (other) =>
      other.grant.provider === grant.provider &&
      other.grant.cloud.policy === grant.cloud.policy &&
      other.until > now,
  );
  if (others.length === 0) return [];
  const last = new Date(Math.max(...others.map(({ until }) => until.getTime())));
  return [
    `A right to delete takes only all of Ajar's rules out of a firewall policy at once, and others in it have not ended: this one goes with the last, at ${last.toISOString()}.`,
    'What lets the firewall in behind it, in security groups, is removed by itself.',
  ];
}
