import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../src/access/port.ts';
import { usualRule } from '../../src/access/setup/recommended.ts';
import { consequencesOf } from '../../src/flow/setup/propose.ts';
import { withPorts } from '../../src/flow/setup/wanted-rules.ts';
import { networkOf, ruleOf } from '../fakes/network.ts';
import { vmOf } from '../fakes/vms.ts';

const dns = (protocol: Protocol) => ({ ...usualRule(53), protocol });
const said = (protocol: Protocol) => ({ ports: [{ number: 53, protocol }], sources: [] });

/** 53 of a VM is kept in these protocols, and an older rule would let everybody in on it in any. */
const kept = (...protocols: readonly Protocol[]) => {
  const rules = protocols.map(dns);
  const vm = { ...vmOf('db-01', []), jit: rules.map((rule) => ({ ...rule, policyId: '/p' })) };
  const deny = ruleOf({
    ...{ name: 'jit', access: 'deny', priority: 1, ports: ['53'] },
    protocol: '*',
    madeBy: 'jit',
  });
  const network = networkOf(vm, [deny, ruleOf({ priority: 300, ports: ['53'], protocol: '*' })]);
  return { vm, network, policies: [{ id: '/p', rules }], policyId: '/p' };
};

describe('a number that is kept in two protocols', () => {
  it('says who gets in where one of them is kept no more', () => {
    const exposing = (...wanted: readonly Protocol[]) =>
      consequencesOf(kept('tcp', 'udp'), wanted.map(dns)).exposing;
    expect(exposing('udp')).toEqual([expect.stringMatching(/^53\/tcp becomes open to anybody/)]);
    expect(exposing('tcp', 'udp')).toEqual([]);
    expect(exposing('*')).toEqual([]);
    expect(exposing()).toHaveLength(2);
  });

  it('says it of the half alone where any was kept, and one is', () => {
    expect(consequencesOf(kept('*'), [dns('tcp')]).exposing).toEqual([
      expect.stringMatching(/^53\/udp becomes open/),
    ]);
    expect(consequencesOf(kept('*'), []).exposing).toEqual([expect.stringMatching(/^53\/any becomes open/)]);
  });

  it('keeps the one of which nothing was said', () => {
    expect(withPorts([dns('tcp')], said('udp'))).toMatchObject([dns('tcp'), dns('udp')]);
    expect(withPorts([dns('tcp'), dns('udp')], said('*'))).toMatchObject([dns('*')]);
    expect(withPorts([dns('*')], said('tcp'))).toMatchObject([dns('tcp')]);
  });
});
