import { Command } from 'commander';
import type { Vm } from '../access/vm.ts';
import { createClock } from '../clock.ts';
import { environment, readConfig } from '../config.ts';
import { type Drift, lookForDrift } from '../flow/drift/look.ts';
import { sayDrift, sayFound } from '../flow/drift/words.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { CloudError } from '../ports/provider.ts';
import { withStore } from './with-store.ts';

const HELP = `
Looks, and changes nothing: a running Ajar closes what is nobody's within minutes, and "drift" in chat does it at once. With
a lost store, "ajar sweep --once" closes what is past its end by the rules alone.

Ends with
  0  the cloud is as the store has it (what others opened outside Ajar is listed, and is no difference)
  1  something differs, or cannot be told
  2  there is no store, or a setting is wrong`;

/** `ajar drift`: where the cloud and the store differ, a line each. */
export const driftCommand = (): Command =>
  new Command('drift')
    .description(
      'compare the whole cloud with the store: what is nobody’s, what somebody changed, what was opened elsewhere',
    )
    .option('--json', 'one JSON object')
    .addHelpText('after', HELP)
    .action(async (options: { readonly json?: true }) => {
      const config = readConfig(environment());
      const clock = createClock(config.clock);
      const { outside, inventory } = await openAzure(config, clock, createLog('error'));
      const drift = await withStore((store) => lookForDrift({ store, outside, clock }));
      const vms = await inventory.all().catch((error: unknown): readonly Vm[] => {
        if (error instanceof CloudError) return [];
        throw error;
      });
      const lines = options.json ? [JSON.stringify(asJson(drift))] : linesOf(drift, vms, config.zone);
      for (const line of lines) console.log(line);
      if (isDrift(drift)) process.exitCode = 1;
    });

/** What others opened is no difference: our record never claimed to have it. */
export const isDrift = ({ unowned, differs, doubts, elsewhere }: Drift): boolean =>
  unowned.length + differs.length + doubts.length + elsewhere.length > 0;

export const linesOf = (drift: Drift, vms: readonly Vm[], zone: string): readonly string[] => [
  ...sayDrift(drift, vms, zone),
  isDrift(drift) ? 'The cloud differs from the store.' : 'The cloud is as the store has it.',
];

const asJson = ({ at, unowned, elsewhere, differs, outside, doubts }: Drift): object => ({
  at,
  unowned: unowned.map(({ found, why }) => ({
    ...{
      request: found.request,
      why,
      vm: found.vm,
      port: found.port,
      source: found.source,
      until: found.until,
    },
    says: sayFound(found),
  })),
  elsewhere: elsewhere.map(({ request, vm, port, source, until }) => ({ request, vm, port, source, until })),
  ...{ differs, outside, doubts },
});
