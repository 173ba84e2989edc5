import { createHash } from 'node:crypto';
import type { Policy } from '../../src/access/policy/policy.ts';
import { readPolicy } from '../../src/access/policy/policy-file.ts';

/** A policy from its text; a fault in it is a fault of the test. */
export function policyOf(text: string): Policy {
  const read = readPolicy(text, (each) => createHash('sha256').update(each).digest('hex'), [
    'teams',
    'slack',
    'console',
  ]);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.policy;
}
