import { createHash } from 'node:crypto';
import { ADA, AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
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

/** Engineers ask, approvers approve. */
export const POLICY = `
groups:
  engineers: [{ id: ${RILEY.id}, name: Riley }, { id: ${AVERY.id}, name: Avery }]
  approvers: [{ id: ${AVERY.id}, name: Avery }, { id: ${BLAKE.id}, name: Blake }]
networks:
  vpn: { cidrs: [198.51.100.0/28] }
admins: [{ id: ${ADA.id}, name: Ada }]
defaults:
  duration: 1h
  routes: { ask: [direct], tell: ['teams:on-call'] }
rules:
  - id: production
    match: { tags: { env: prod }, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h }
  - id: two-eyes
    match: { tags: { env: vault }, requesters: [engineers] }
    require: { approvals: [{ count: 2, from: approvers }], maxDuration: 2h }
  - id: sandbox
    match: { tags: { env: dev }, requesters: [engineers] }
    require: { maxDuration: 4h }
    allow: { autoApprove: true, freeExtensions: 1 }
`;
