import { describe, expect, it } from 'vitest';
import { ruleBody } from '../../src/cloud/azure/nsg/draft.ts';
import { planNsg } from '../../src/cloud/azure/nsg/plan.ts';
import type { Wanted } from '../../src/cloud/azure/nsg/priority.ts';
import { vmFor } from '../cloud/azure/pure.ts';

const wanted: Wanted = {
  ...{
    name: 'ajar-aj-7k2m9q-g1-20260302T130000Z',
    description: 'ajar aj-7k2m9q',
    number: 8080,
    protocol: 'tcp',
  },
  ...{ source: '203.0.113.7/32', addresses: ['10.0.0.4'] },
};
const EVERYBODY = [
  '',
  ' ',
  '*',
  'any',
  'Internet',
  'VirtualNetwork',
  '0.0.0.0/0',
  '::/0',
  '203.0.113.7/33',
  '010.0.0.1',
  undefined,
];

describe('H22: a rule of ours lets in one source to one VM, never everybody', () => {
  it('says both of them, and nothing beside', () => {
    const body = ruleBody(wanted, 200);
    expect(body).toMatchObject({ sourceAddressPrefix: '203.0.113.7', destinationAddressPrefix: '10.0.0.4' });
    expect(Object.keys(body).filter((key) => key.endsWith('Prefixes') || key.endsWith('Ranges'))).toEqual([]);
  });

  it.each(EVERYBODY)('nothing is written for the source %j', (source) => {
    expect(() => ruleBody({ ...wanted, source } as Wanted, 200)).toThrow(/Nothing was sent/);
  });

  it.each([
    [],
    ['*'],
    ['10.0.0.4', '0.0.0.0/0'],
    ['VirtualNetwork'],
  ])('nothing is written to the addresses %j', (...addresses) => {
    expect(() => ruleBody({ ...wanted, addresses }, 200)).toThrow(/Nothing was sent/);
  });

  it.each([
    undefined,
    ...EVERYBODY.filter((source) => source !== undefined),
  ])('nothing is planned for the source %j', (source) => {
    const known = { guards: [{ address: '10.0.0.4', nsgIds: ['/nsg/nic'] }] };
    const sources = source === undefined ? [] : [source];
    expect(planNsg(vmFor(), [{ number: 8080, protocol: 'tcp' }], sources, known)).toHaveProperty('refused');
  });
});
