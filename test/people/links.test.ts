import { expect, it } from 'vitest';
import { createLinks } from '../../src/people/links.ts';
import { id, person } from '../access/policy-fixtures.ts';
import { createHandClock } from '../fakes/clock.ts';

const account = (user: string, team = 'T1', app = 'slack') => ({ app, team, user });

function place() {
  const kept = new Map<string, unknown>();
  const store = {
    recall: async (key: string) => kept.get(key),
    remember: async (key: string, value: unknown) => void kept.set(key, value),
    forget: async (key: string) => kept.delete(key),
  };
  return { kept, links: createLinks(store, createHandClock()) };
}

it('whoever has linked nothing has no account', async () => {
  expect(await place().links.accountsOf(id(1))).toEqual([]);
});

it('a newer account takes the place of the one in the same workspace of the same app alone', async () => {
  const { links } = place();
  const others = [account('U2', 'T2'), account('U3', 'T1', 'irc')];
  for (const each of [account('U1'), ...others, account('U4')]) await links.add(each, person(1));
  expect(await links.accountsOf(id(1))).toEqual([...others, account('U4')]);
});

it('a link of which the account knows nothing counts for nothing', async () => {
  const { kept, links } = place();
  for (const each of [account('U1'), account('U2', 'T2')]) await links.add(each, person(1));
  kept.delete('account/slack/T1/U1');
  expect(await links.accountsOf(id(1))).toEqual([account('U2', 'T2')]);
});

it('what is cut is kept at neither end, and what is of another app stays', async () => {
  const { kept, links } = place();
  for (const each of [account('U1'), account('U3', 'T1', 'irc')]) await links.add(each, person(1));
  expect(await links.cut(id(1), 'slack')).toBe(1);
  expect(JSON.stringify([...kept])).not.toContain('U1');
  expect(await links.accountsOf(id(1))).toEqual([account('U3', 'T1', 'irc')]);
});
