import { describe, expect, it } from 'vitest';
import { readRuleName, ruleNameOf } from '../../../../src/cloud/azure/network/rule-name.ts';
import { grantFor } from '../pure.ts';

const order = { request: 'aj-7k2m9q', until: new Date('2026-03-02T13:00:00.250Z') };
const grant = grantFor('g12', 22);

describe('the name of a rule of ours', () => {
  it('says request, grant and end, never an earlier one, and is read back', () => {
    const name = ruleNameOf(order, grant);
    expect(name).toBe('ajar-aj-7k2m9q-g12-20260302T130001Z');
    const read = { request: 'aj-7k2m9q', key: 'g12', until: new Date('2026-03-02T13:00:01Z') };
    expect(readRuleName(name)).toEqual(read);
    expect(readRuleName(name.toUpperCase())).toEqual(read);
  });

  it('is the one that the grant was saved with, whatever names are made of by then', () => {
    expect(ruleNameOf(order, { ...grant, cloud: { rule: 'old-{key}-{request}' } })).toBe('old-g12-aj-7k2m9q');
  });

  it.each([
    '',
    'ajar',
    'ajar-aj-7k2m9q',
    'ajar-aj-7k2m9q-g1',
    'ajar-aj-7k2m9q-g1-20269902T130000Z',
    'my-ajar-aj-7k2m9q-g1-20260302T130000Z',
    'ajar-aj-7k2m9u-g1-20260302T130000Z',
    'MicrosoftDefenderForCloud-JITRule-1-ABC',
  ])('is not %j', (name) => {
    expect(readRuleName(name)).toBeUndefined();
  });
});
