import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../src/access/drift/compare.ts';
import type { Opening } from '../../../src/access/drift/opening.ts';
import type { Grant } from '../../../src/access/grant.ts';
import type { AccessRequest } from '../../../src/access/request.ts';
import { grantFor, vmFor } from '../../cloud/azure/pure.ts';

const PLACE =
  '/subscriptions/s/resourcegroups/rg/providers/microsoft.network/networksecuritygroups/nsg/rule-1';
const made: Opening = {
  ...{
    access: 'allow',
    protocol: 'tcp',
    sources: ['203.0.113.7'],
    destinations: ['10.0.0.4'],
    ports: ['53'],
  },
};
const any = { number: 53, protocol: '*' } as const;

/** What is said of one open grant whose rule is as it is found. */
const seen = (found: Opening | undefined, more: Partial<Grant> = {}, read = ['s']) => {
  const cloud = { rules: PLACE };
  const grant = grantFor('g1', 53, '203.0.113.7/32', { cloud, state: 'open', ...more });
  const request = { id: 'aj-000001', status: 'open', requester: { name: 'Riley' }, grants: [grant] };
  const rules = new Map(found ? [[PLACE, found] as const] : []);
  return differencesOf([request as unknown as AccessRequest], { rules, complete: new Set(read) }).map(
    ({ kind }) => kind,
  );
};

describe('a rule of an open grant', () => {
  it.each<[string, Opening | undefined, readonly string[]]>([
    ['as it was made', made, []],
    ['gone', undefined, ['missing']],
    ['for another port besides', { ...made, ports: ['53', '22'] }, ['widened']],
    ['for everybody', { ...made, sources: ['*'] }, ['widened']],
    ['for another protocol', { ...made, protocol: '*' }, ['widened']],
    ['denying', { ...made, access: 'deny' }, ['changed']],
  ])('%s', (_, found, kinds) => {
    expect(seen(found)).toEqual(kinds);
  });

  it('is no finding where its subscription could not be read', () => {
    expect(seen(undefined, {}, ['other'])).toEqual([]);
  });

  it('may be about fewer addresses than the VM has: one of an interface of it', () => {
    const vm = vmFor({ privateAddresses: ['10.0.0.4', '10.0.1.4'] });
    expect(seen(made, { vm })).toEqual([]);
    expect(seen({ ...made, destinations: ['10.0.0.4', '10.0.0.5'] }, { vm })).toEqual(['widened']);
  });

  it('may be one of two, where Defender opened both protocols of a number', () => {
    expect(seen(made, { opens: any })).toEqual([]);
    expect(seen({ ...made, protocol: 'icmp' }, { opens: any, provider: 'nsg' })).toEqual(['changed']);
  });
});
