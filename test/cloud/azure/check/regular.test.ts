import { expect, it } from 'vitest';
import { regular } from '../../../../src/cloud/azure/check/regular.ts';
import { CloudError } from '../../../../src/ports/provider.ts';

it('leaves nulls of Azure out, at every depth', () => {
  const group = { name: 'nsg', location: null, rules: [{ name: 'r', priority: 100, description: null }] };
  expect(regular('the group', group)).toEqual({ name: 'nsg', rules: [{ name: 'r', priority: 100 }] });
});

it('refuses what is of another kind than it should be, as what could not be read', () => {
  for (const odd of [{ priority: '100' }, { rules: 'all' }, { rules: [null] }, { name: 7 }])
    expect(() => regular('the group', odd), JSON.stringify(odd)).toThrow(CloudError);
});

it('takes tags as people wrote them, whatever they are called', () => {
  const tags = { priority: 'high', rules: 'see the wiki', value: '3', name: 'web' };
  expect(regular('the group', { name: 'nsg', tags })).toEqual({ name: 'nsg', tags });
});
