import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { policyOfLists } from '../access/policy/lists.ts';
import type { Policy } from '../access/policy/policy.ts';
import { readPolicy } from '../access/policy/policy-file.ts';
import { Complaint } from '../complaint.ts';
import type { Config } from '../config.ts';
import { ConfigError } from '../settings/settings.ts';

/** What a file came to: the policy, or every fault in it as `file:line:column path: message`. */
export type PolicyRead = { readonly policy: Policy } | { readonly faults: readonly string[] };

/** Reads a policy file; `apps` are the chat apps that a route may name. Throws `Complaint` when there is nothing to read. */
export const readPolicyFile = (file: string, apps: readonly string[]): PolicyRead =>
  readPolicyText(policyTextOf(file), file, apps);

/** The same of a text that was read from `file`. */
export function readPolicyText(text: string, file: string, apps: readonly string[]): PolicyRead {
  const read = readPolicy(text, hashOfText, apps);
  if ('policy' in read) return read;
  return {
    faults: read.faults.map(
      ({ line, column, path, message }) =>
        `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
    ),
  };
}

/** The policy of the settings: the file, or the lists that stand in for it. Throws `ConfigError` with every fault. */
export function readPolicyOf(config: Pick<Config, 'policy'>, apps: readonly string[]): Policy {
  const read = readConfigured(config.policy, apps);
  if ('policy' in read) return read.policy;
  throw new ConfigError(read.faults);
}

/** Why `readPolicyOf` would throw, each fault with the setting or the place in the file; empty when it would not. */
export function policyFaults(config: Pick<Config, 'policy'>, apps: readonly string[]): readonly string[] {
  const read = readConfigured(config.policy, apps);
  return 'policy' in read ? [] : read.faults;
}

function readConfigured(policy: Config['policy'], apps: readonly string[]): PolicyRead {
  if (!('file' in policy)) return { policy: policyOfLists(policy, NAMES, hashOfText) };
  try {
    return readPolicyFile(policy.file, apps);
  } catch (cause) {
    if (!(cause instanceof Complaint)) throw cause;
    return { faults: [`AJAR_POLICY: ${cause.message}`] };
  }
}

/** The hash by which the audit log knows the policy of the settings, whether it has faults or not. Throws `Complaint`. */
export const policyHashOf = ({ policy }: Pick<Config, 'policy'>): string =>
  'file' in policy ? hashOfText(policyTextOf(policy.file)) : policyOfLists(policy, NAMES, hashOfText).hash;

const NAMES = {
  ...{ requesters: 'AJAR_REQUESTERS', approvers: 'AJAR_APPROVERS', admins: 'AJAR_ADMINS' },
  file: 'AJAR_POLICY',
} as const;

/** Throws `Complaint` where there is nothing to read. */
export function policyTextOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new Complaint(`${file} cannot be read: ${WHY[code] ?? message}`, { cause });
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Name one that is there.',
  EACCES: 'this user may not read it. Give them the right to.',
  EISDIR: 'it is a folder. Name the file in it.',
};

/** sha256 as hex. */
export const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex');
