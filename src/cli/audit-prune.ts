import { Command, Option } from 'commander';
import { DAY_MS } from '../access/unit-ms.ts';
import { LEAST_DAYS } from '../audit/erase.ts';
import { signerOf } from '../audit/keys.ts';
import { planPrune, prune, type RetentionDeps } from '../audit/retention.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { sinkNames } from '../wiring/audit-sinks.ts';
import { policyHashOf } from '../wiring/policy-source.ts';
import { openStore } from '../wiring/stores.ts';
import { sinceOf } from './since.ts';

interface PruneChoice {
  readonly before: Date;
  readonly yes?: boolean;
}

/** `ajar audit prune`: drops what is old, up to a seal from which the log goes on; without `--yes` it says what would go. */
export const pruneCommand = (): Command =>
  new Command('prune')
    .description('drop old events, ended requests and their cards; the log verifies from there on')
    .addOption(
      new Option('--before <time>', 'what happened before then: 365d, or a date such as 2026-01-31')
        .makeOptionMandatory()
        .argParser((text) => sinceOf(text, new Date())),
    )
    .option('--yes', 'really do it')
    .action(runPrune);

async function runPrune({ before, yes }: PruneChoice): Promise<void> {
  if (before.getTime() > Date.now() - LEAST_DAYS * DAY_MS)
    throw new Complaint(`At least ${LEAST_DAYS} days are kept: say an earlier --before.`);
  const config = readConfig(environment());
  const { key } = config.audit;
  const store = await openStore(config, { mustExist: true });
  try {
    const deps: RetentionDeps = {
      ...{ store, clock: { now: () => new Date() }, sinks: sinkNames(config) },
      ...{ signer: key === undefined ? undefined : signerOf(key), policy: () => policyHashOf(config) },
    };
    const plan = await planPrune(deps, before);
    if (plan.waitsFor)
      console.error(
        `ajar: less goes than could: the sink "${plan.waitsFor.sink}" has the events up to ${plan.waitsFor.seq} only. "ajar doctor" tells more.`,
      );
    if (plan.upTo === 0) return void process.stdout.write('Nothing is old enough to go.\n');
    const what = `events up to ${plan.upTo}, and what is ended of ${plan.ids.length} requests and messages`;
    if (!yes) return void process.stdout.write(`Would drop ${what}. Write --yes as well to have it done.\n`);
    const { dropped } = await prune(deps, plan);
    process.stdout.write(
      `Dropped the events up to ${plan.upTo}, and ${dropped} ended requests and messages. The log goes on from ${plan.upTo}:${plan.seal}\n`,
    );
  } finally {
    await store.close();
  }
}
