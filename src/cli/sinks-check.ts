import { lagOf } from '../audit/sinks/lag.ts';
import type { Config } from '../config.ts';
import type { Check } from '../ports/check.ts';
import type { Store } from '../ports/store.ts';
import { sinkNames } from '../wiring/audit-sinks.ts';
import { openQuietly } from './own-store.ts';

/** How far each copy of the audit log is, and whether anything vouches for the log at all. */
export async function auditChecks(config: Config): Promise<readonly Check[]> {
  const store = await openQuietly(config);
  try {
    return await checksWith(config, store);
  } finally {
    await store?.close();
  }
}

async function checksWith(config: Config, store: Store | undefined): Promise<readonly Check[]> {
  const { key, keepDays } = config.audit;
  const kept = keepDays === undefined ? 'kept for ever' : `kept for ${keepDays} days`;
  const signed: Check = key
    ? { what: 'audit', ok: true, found: `checkpoints are signed, ${kept}`, fix: '' }
    : {
        ...{ what: 'audit', ok: 'unknown', found: `no checkpoints are signed, ${kept}` },
        fix: 'make a key with "ajar audit keygen" and set AJAR_AUDIT_KEY: else a log that is rewritten as a whole looks whole',
      };
  const copies = sinkNames(config).map((name) => copyCheck(config, store, name));
  return [signed, ...(await Promise.all(copies))];
}

async function copyCheck(config: Config, store: Store | undefined, name: string): Promise<Check> {
  const what = `audit copy ${name}`;
  if (!store) return { what, ok: true, found: 'nothing to send yet', fix: '' };
  const { seq, since, why } = await lagOf(store, name, new Date());
  if (since === undefined) return { what, ok: true, found: `has everything, up to event ${seq}`, fix: '' };
  const found = `has the events up to ${seq}, and lacks what happened since ${since.toISOString()}${why ? `. ${why}` : ''}`;
  const late = Date.now() - since.getTime() > config.audit.lagMs;
  return { what, ok: !late, found, fix: late ? 'let Ajar serve, and look at the sink (docs/audit.md)' : '' };
}
