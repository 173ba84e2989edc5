import path from 'node:path';
import { z } from 'zod';
import { HOUR_MS } from '../access/unit-ms.ts';
import { NotAKey, signerOf } from '../audit/keys.ts';
import type { Fault } from '../complaint.ts';
import { isHttps, isHttpsOrHere, spanBetween } from './values.ts';

/** What becomes of the audit log besides the store: signatures, copies elsewhere, an end. */
export interface AuditSettings {
  /** PEM of the private key that signs checkpoints; without it there are none. */
  readonly key?: string;
  readonly checkpointEveryMs: number;
  /** A sink that lacks events which are older is told of. */
  readonly lagMs: number;
  /** How long the log and ended requests are kept, in days; for ever without it. */
  readonly keepDays?: number;
  readonly file?: { readonly file: string; readonly mostBytes: number };
  /** Signed with each of its secrets: the new one and, while it is being changed, the one before. */
  readonly webhook?: { readonly url: string; readonly secrets: readonly string[] };
  readonly logs?: { readonly endpoint: string; readonly rule: string; readonly stream: string };
  readonly blob?: { readonly container: string };
}

export const AUDIT_SHAPE = {
  AJAR_AUDIT_KEY: z
    .string()
    .refine(isKey, 'write a private key for Ed25519 as PEM, as "ajar audit keygen" makes it')
    .optional(),
  AJAR_CHECKPOINT_EVERY: z
    .string()
    .default('1h')
    .transform(spanBetween(60_000, 24 * HOUR_MS, '1m to 24h, such as 1h')),
  AJAR_AUDIT_LAG: z
    .string()
    .default('15m')
    .transform(spanBetween(60_000, 24 * HOUR_MS, '1m to 24h, such as 15m')),
  AJAR_AUDIT_FILE: z.string().optional(),
  AJAR_AUDIT_FILE_MB: z.string().default('100').transform(whole(1, 10_000)),
  AJAR_AUDIT_WEBHOOK: z
    .string()
    .refine(isHttpsOrHere, 'write the https address that takes events')
    .optional(),
  AJAR_AUDIT_WEBHOOK_SECRET: webhookSecret(),
  AJAR_AUDIT_WEBHOOK_SECRET_OLD: webhookSecret(),
  AJAR_AUDIT_LOGS_ENDPOINT: z
    .string()
    .refine(isHttps, 'write the https address of the logs ingestion endpoint')
    .optional(),
  AJAR_AUDIT_LOGS_RULE: z
    .string()
    .regex(/^dcr-[0-9a-f]{32}$/, 'write the immutable id of the data collection rule, such as dcr-0123…')
    .optional(),
  AJAR_AUDIT_LOGS_STREAM: z
    .string()
    .regex(/^Custom-\w+$/, 'write the stream of the data collection rule, such as Custom-Ajar_CL')
    .optional(),
  AJAR_AUDIT_BLOB: z
    .string()
    .refine(
      isContainer,
      'write the https address of a container, such as https://ACCOUNT.blob.core.windows.net/audit',
    )
    .optional(),
  AJAR_KEEP_DAYS: z.string().transform(whole(30, 36_500)).optional(),
};

function webhookSecret() {
  return z.string().min(16, 'write a secret of at least 16 characters').optional();
}

const SHAPE = z.object(AUDIT_SHAPE);
type Given = z.infer<typeof SHAPE>;

export function auditOf(given: Given): AuditSettings {
  const { AJAR_AUDIT_FILE: file, AJAR_AUDIT_WEBHOOK: url } = given;
  const { AJAR_AUDIT_WEBHOOK_SECRET: secret, AJAR_AUDIT_WEBHOOK_SECRET_OLD: old } = given;
  const { AJAR_AUDIT_LOGS_ENDPOINT: endpoint, AJAR_AUDIT_LOGS_RULE: rule } = given;
  const { AJAR_AUDIT_LOGS_STREAM: stream, AJAR_AUDIT_BLOB: container } = given;
  return {
    ...{ checkpointEveryMs: given.AJAR_CHECKPOINT_EVERY, lagMs: given.AJAR_AUDIT_LAG },
    ...(given.AJAR_AUDIT_KEY && { key: given.AJAR_AUDIT_KEY }),
    ...(given.AJAR_KEEP_DAYS && { keepDays: given.AJAR_KEEP_DAYS }),
    ...(file && { file: { file: path.resolve(file), mostBytes: given.AJAR_AUDIT_FILE_MB * 1024 * 1024 } }),
    ...(url && secret && { webhook: { url, secrets: old ? [secret, old] : [secret] } }),
    ...(endpoint && rule && stream && { logs: { endpoint, rule, stream } }),
    ...(container && { blob: { container } }),
  };
}

/** Half of a sink is a fault: somebody thinks that the log is copied, and it is not. */
export const auditFaults = (given: Given): readonly Fault[] =>
  WHOLES.flatMap((keys) => missingOf(given, keys));

const WHOLES = [
  ['AJAR_AUDIT_WEBHOOK', 'AJAR_AUDIT_WEBHOOK_SECRET'],
  ['AJAR_AUDIT_LOGS_ENDPOINT', 'AJAR_AUDIT_LOGS_RULE', 'AJAR_AUDIT_LOGS_STREAM'],
] as const satisfies readonly (readonly (keyof Given)[])[];

/** What is of use only with all of some settings, and what is set of it. */
function missingOf(given: Given, keys: readonly (keyof Given)[]): readonly Fault[] {
  const beside = keys.map((key) => `${key}_OLD` as keyof Given);
  const set = [...keys, ...beside].filter((key) => given[key] !== undefined);
  if (set.length === 0) return [];
  return keys
    .filter((key) => given[key] === undefined)
    .map((key) => ({ key, message: `nothing is set; ${set.join(' and ')} needs it (docs/audit.md).` }));
}

function isKey(text: string): boolean {
  try {
    signerOf(text);
    return true;
  } catch (error) {
    if (error instanceof NotAKey) return false;
    throw error;
  }
}

function isContainer(text: string): boolean {
  return (
    isHttps(text) &&
    /^\/[a-z0-9$](?:[a-z0-9-]{1,61})[a-z0-9]$/.test(new URL(text).pathname) &&
    !/[?#@]/.test(text)
  );
}

function whole(least: number, most: number) {
  return (text: string, context: z.core.$RefinementCtx): number => {
    if (/^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    context.issues.push({
      code: 'custom',
      message: `write a whole number from ${least} to ${most}`,
      input: text,
    });
    return z.NEVER;
  };
}
