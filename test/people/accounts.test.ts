import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AVERY, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { createAccounts } from '../../src/people/accounts.ts';
import type { Account } from '../../src/ports/accounts.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { createHandClock } from '../fakes/clock.ts';
import { policyOf } from '../fakes/policy.ts';

const MINUTE_MS = 60_000;
const account = (user: string, over: Partial<Account> = {}): Account => ({
  ...{ app: 'slack', team: 'T1', user, name: 'Whatever' },
  ...over,
});
const bare = ({ id, name }: Person): Person => ({ id, name });

/** Riley has an address, Avery an account in the file. */
const POLICY = `
groups:
  engineers: [{ id: ${RILEY.id}, name: Riley Requester, email: riley@example.com }]
  approvers: [{ id: ${AVERY.id}, name: Avery Approver, accounts: { slack: T1/UAVERY } }]
rules: [{ id: a, match: {}, require: { approvals: [{ count: 1, from: approvers }] } }]
`;

function createPlace(random?: () => number) {
  const clock = createHandClock();
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-accounts-'));
  const store = createSqliteStore({ file: path.join(folder, 'ajar.db') });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const policy = { now: policyOf(POLICY) };
  const kept: string[] = [];
  const watched = {
    ...store,
    remember: (key: string, value: unknown, until?: Date) => {
      kept.push(JSON.stringify([key, value]));
      return store.remember(key, value, until);
    },
  };
  const make = () =>
    createAccounts({
      ...{ store: watched, clock, policy: () => policy.now, emailDomains: ['Example.com'] },
      ...(random ? { random } : {}),
    });
  const noted: Person[] = [];
  const note = async (person: Person): Promise<void> => {
    noted.push(person);
  };
  return { accounts: make(), another: make, store, clock, policy, kept, noted, note };
}

const WRONG = { refused: expect.stringContaining('This code is no good') };

describe('an account', () => {
  it('that the policy names is that person, and may do what they may', async () => {
    const { accounts } = createPlace();
    expect(await accounts.identify(account('UAVERY'))).toEqual({ person: bare(AVERY), by: 'linked' });
    expect(await accounts.userOf(AVERY.id, 'slack', 'T1')).toBe('UAVERY');
    for (const other of [account('UAVERY', { team: 'T2' }), account('UAVERY', { app: 'irc' })])
      expect(await accounts.identify(other)).toHaveProperty('refused');
  });

  it('that nobody knows is told how to link it, and what an admin can do', async () => {
    const { accounts } = createPlace();
    expect(await accounts.identify(account('U1'))).toEqual({
      refused:
        'Ajar does not know whose Slack account this is. To link it, write "link slack" to Ajar in Teams, then write here: ' +
        '/jit link and the code. Without Teams, an admin writes it beside your id in the policy file: accounts: {slack: T1/U1}.',
    });
  });

  it('with a confirmed address of ours is that person, to ask only, and can be written to', async () => {
    const { accounts, policy } = createPlace();
    const mine = account('U1', { email: 'Riley@Example.COM' });
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBeUndefined();
    expect(await accounts.identify(mine)).toEqual({ person: bare(RILEY), by: 'email' });
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBe('U1');
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1', 'linked')).toBeUndefined();
    policy.now = policyOf(POLICY.replace('riley@example.com', 'other@example.com'));
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBeUndefined();
  });

  it('is kept for the next message only where it or its address is another than before', async () => {
    const { accounts, kept, policy } = createPlace();
    const mine = account('U1', { email: 'riley@example.com' });
    for (let time = 0; time < 2; time += 1) await accounts.identify(mine);
    expect(kept).toHaveLength(1);
    await accounts.identify({ ...mine, user: 'U2' });
    expect(kept).toHaveLength(2);
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBe('U2');
    policy.now = policyOf(POLICY.replace('riley@', 'newer@'));
    await accounts.identify({ ...mine, user: 'U2', email: 'newer@example.com' });
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBe('U2');
  });

  it('H3: is written to in its own workspace and app, and is no other person’s', async () => {
    const { accounts, policy } = createPlace();
    policy.now = policyOf(POLICY.replace('name: Avery Approver,', 'email: avery@example.com,'));
    const [riley, avery] = ['riley', 'avery'].map((name) => ({ email: `${name}@example.com` }));
    await accounts.identify(account('U1', riley));
    await accounts.identify(account('U2', { ...riley, team: 'T2' }));
    await accounts.identify(account('U3', { ...riley, app: 'irc' }));
    await accounts.identify(account('U4', { ...avery, team: 'T2' }));
    const of = (person: Person, app: string, team: string) => accounts.userOf(person.id, app, team);
    expect([await of(RILEY, 'slack', 'T1'), await of(RILEY, 'slack', 'T2')]).toEqual(['U1', 'U2']);
    expect([await of(RILEY, 'irc', 'T1'), await of(AVERY, 'slack', 'T2')]).toEqual(['U3', 'U4']);
  });

  it('H3: is nobody’s where two people have its address, and one person’s where it stands twice', async () => {
    const { accounts, policy } = createPlace();
    const email = 'shared@example.com';
    const both = (...people: readonly Person[]) =>
      Object.assign(policy, {
        now: { ...policyOf(POLICY), emails: people.map((person) => ({ email, person })) },
      });
    both(RILEY, OLLY);
    expect(await accounts.identify(account('U1', { email }))).toHaveProperty('refused');
    both(RILEY, RILEY);
    expect(await accounts.identify(account('U1', { email }))).toMatchObject({ person: { id: RILEY.id } });
  });

  it('H3: is told by its app and its workspace, where another has the same number', async () => {
    const { accounts, policy, note } = createPlace();
    for (const each of [account('UAVERY', { team: 'T2' }), account('UAVERY', { app: 'irc' })]) {
      await accounts.link(each, await accounts.newCode(OLLY), note);
      expect(await accounts.identify(each)).toMatchObject({ person: { id: OLLY.id } });
    }
    expect(await accounts.userOf(AVERY.id, 'irc', 'T1')).toBeUndefined();
    expect(await accounts.userOf(OLLY.id, 'slack', 'T2')).toBe('UAVERY');
    policy.now = policyOf(POLICY.replace('T1/UAVERY', '[T1/UAVERY, T2/UAVERY]'));
    expect(await accounts.userOf(OLLY.id, 'slack', 'T2')).toBeUndefined();
  });

  it('is linked by a code, once, and by the name that the policy has now', async () => {
    const { accounts, noted, note } = createPlace();
    const code = await accounts.newCode({ id: RILEY.id, name: 'R. Old-Name' });
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{8}$/);
    expect(await accounts.link(account('U1'), code, note)).toMatchObject({ person: { id: RILEY.id } });
    expect(noted).toHaveLength(1);
    expect(await accounts.identify(account('U1'))).toEqual({ person: bare(RILEY), by: 'linked' });
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBe('U1');
    expect(await accounts.link(account('U2'), code, note)).toEqual(WRONG);
  });

  it('may be of somebody whom the policy does not know', async () => {
    const { accounts, note } = createPlace();
    await accounts.link(account('U1'), await accounts.newCode(OLLY), note);
    expect(await accounts.identify(account('U1'))).toEqual({ person: bare(OLLY), by: 'linked' });
  });

  it('is not linked by half a link, which is what two processes at once may leave', async () => {
    const { accounts, store, note } = createPlace();
    await accounts.link(account('U1'), await accounts.newCode(RILEY), note);
    await store.remember(`accounts-of/${RILEY.id}`, []);
    expect(await accounts.identify(account('U1'))).toHaveProperty('refused');
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBeUndefined();
    expect(await accounts.link(account('U1'), await accounts.newCode(RILEY), note)).toHaveProperty('person');
    await store.remember('account/slack/T1/U1', { person: bare(OLLY), at: new Date() });
    expect(await accounts.identify(account('U1'))).toHaveProperty('refused');
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBeUndefined();
  });

  it('is unlinked in all workspaces of an app, and its address may ask again', async () => {
    const { accounts, note } = createPlace();
    const [here, there] = [account('U1', { email: 'riley@example.com' }), account('U1', { team: 'T2' })];
    for (const each of [here, there]) await accounts.link(each, await accounts.newCode(RILEY), note);
    expect(await accounts.unlink(RILEY.id, 'irc')).toBe(0);
    expect(await accounts.unlink(RILEY.id, 'slack')).toBe(2);
    expect(await accounts.identify(there)).toHaveProperty('refused');
    expect(await accounts.identify(here)).toMatchObject({ by: 'email' });
    expect(await accounts.unlink(RILEY.id, 'slack')).toBe(0);
  });
});

describe('one person has one account in a workspace', () => {
  it('so an account that is linked is not linked again', async () => {
    const { accounts, note } = createPlace();
    await accounts.link(account('U1'), await accounts.newCode(RILEY), note);
    const code = await accounts.newCode(OLLY);
    const refused = await accounts.link(account('U1'), code, note);
    expect(refused).toEqual({ refused: expect.stringContaining('is linked to Riley Requester already') });
    expect(await accounts.link(account('UAVERY'), code, note)).toHaveProperty('refused');
    expect(await accounts.link(account('U2'), code, note)).toHaveProperty('person');
  });

  it('so whoever has one links no second', async () => {
    const { accounts, note } = createPlace();
    await accounts.link(account('U1'), await accounts.newCode(RILEY), note);
    const second = await accounts.link(account('U2'), await accounts.newCode(RILEY), note);
    expect(second).toEqual({ refused: expect.stringContaining('has another Slack account linked') });
    const named = await accounts.link(account('U3'), await accounts.newCode(AVERY), note);
    expect(named).toEqual({ refused: expect.stringContaining('has another Slack account linked') });
  });

  it('so an address does not bring a second one', async () => {
    const { accounts, note } = createPlace();
    await accounts.link(account('U1'), await accounts.newCode(RILEY), note);
    const other = account('U2', { email: 'riley@example.com' });
    expect(await accounts.identify(other)).toHaveProperty('refused');
    expect(await accounts.identify({ ...other, team: 'T2' })).toMatchObject({ by: 'email' });
  });

  it('so nobody is written to by an address at an account that is somebody else’s', async () => {
    const { accounts, policy, note } = createPlace();
    const mine = account('U1', { email: 'riley@example.com' });
    await accounts.identify(mine);
    await accounts.link(mine, await accounts.newCode(OLLY), note);
    expect(await accounts.identify(mine)).toMatchObject({ person: { id: OLLY.id } });
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBeUndefined();
    await accounts.unlink(OLLY.id, 'slack');
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBe('U1');
    policy.now = policyOf(POLICY.replace('T1/UAVERY', 'T1/U1'));
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBeUndefined();
  });

  it('and the policy’s word is above every link', async () => {
    const { accounts, policy, note } = createPlace();
    await accounts.link(account('U1'), await accounts.newCode(RILEY), note);
    policy.now = policyOf(POLICY.replace('T1/UAVERY', 'T1/U1'));
    expect(await accounts.identify(account('U1'))).toMatchObject({ person: { id: AVERY.id } });
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBeUndefined();
    policy.now = policyOf(POLICY.replace('email: riley@example.com', 'accounts: { slack: T1/U9 }'));
    expect(await accounts.identify(account('U1'))).toHaveProperty('refused');
    expect(await accounts.userOf(RILEY.id, 'slack', 'T1')).toBe('U9');
  });
});

describe('a code', () => {
  it('is read in any case, with hyphens, and with the letters that look like digits', async () => {
    const digits = [0, 1, 10, 27, 5, 6, 7, 8];
    const { accounts, note } = createPlace(() => digits.shift() ?? 0);
    expect(await accounts.newCode(RILEY)).toBe('01av5678');
    expect(await accounts.link(account('U1'), ' OIAV-5678 ', note)).toHaveProperty('person');
  });

  it('is kept as a hash alone', async () => {
    const { accounts, kept } = createPlace();
    const code = await accounts.newCode(RILEY);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.join('\n')).not.toContain(code);
  });

  it('is none where it could not be one', async () => {
    const { accounts, note } = createPlace();
    for (const text of ['', 'my code', '01av567'])
      expect(await accounts.link(account('U1'), text, note)).toEqual(WRONG);
  });

  it('that was right lets its account try anew', async () => {
    const { accounts, note } = createPlace();
    const wrong = async (times: number) => {
      for (let time = 0; time < times; time += 1)
        expect(await accounts.link(account('U1'), `0000000${time}`, note)).toEqual(WRONG);
    };
    await wrong(4);
    await accounts.link(account('U1'), await accounts.newCode(RILEY), note);
    await accounts.unlink(RILEY.id, 'slack');
    await wrong(5);
  });

  it('is good for ten minutes', async () => {
    const { accounts, clock, note } = createPlace();
    const code = await accounts.newCode(RILEY);
    clock.pass(10 * MINUTE_MS);
    expect(await accounts.link(account('U1'), code, note)).toEqual(WRONG);
  });

  it('is void once there is a newer one, or once it is called void, or after unlinking', async () => {
    const { accounts, note } = createPlace();
    const first = await accounts.newCode(RILEY);
    const second = await accounts.newCode(RILEY);
    expect(await accounts.link(account('U1'), first, note)).toEqual(WRONG);
    await accounts.voidCode(RILEY.id);
    expect(await accounts.link(account('U1'), second, note)).toEqual(WRONG);
    const third = await accounts.newCode(RILEY);
    await accounts.unlink(RILEY.id, 'slack');
    expect(await accounts.link(account('U1'), third, note)).toEqual(WRONG);
  });

  it('serves one of two that use it at once, in two processes as well', async () => {
    const { accounts, another, noted, note } = createPlace();
    const code = await accounts.newCode(RILEY);
    const [one, two] = await Promise.all([
      accounts.link(account('U1'), code, note),
      another().link(account('U2'), code, note),
    ]);
    expect([one, two]).toContainEqual(WRONG);
    expect([one, two].filter((each) => 'person' in each)).toHaveLength(1);
    expect(noted).toHaveLength(1);
    const known = await Promise.all(['U1', 'U2'].map((user) => accounts.identify(account(user))));
    expect(known.filter((each) => 'person' in each)).toHaveLength(1);
  });

  it('links nothing where the audit line cannot be saved', async () => {
    const { accounts } = createPlace();
    const code = await accounts.newCode(RILEY);
    const failing = accounts.link(account('U1'), code, async () => {
      throw new Error('The disk is full.');
    });
    await expect(failing).rejects.toThrow('The disk is full');
    expect(await accounts.identify(account('U1'))).toHaveProperty('refused');
  });

  it('cannot be found by trying: after five wrong ones even the right one has to wait', async () => {
    const { accounts, clock, note } = createPlace();
    const code = await accounts.newCode(RILEY);
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) => accounts.link(account('U1'), `0000000${index}`, note)),
    );
    expect(tries.map((each) => 'refused' in each && each.refused.startsWith('This code'))).toEqual([
      ...Array.from({ length: 5 }, () => true),
      ...Array.from({ length: 3 }, () => false),
    ]);
    expect(await accounts.link(account('U1'), code, note)).toEqual({
      refused: expect.stringContaining('five wrong codes'),
    });
    expect(await accounts.link(account('U2'), '11111111', note)).toEqual(WRONG);
    clock.pass(10 * MINUTE_MS);
    expect(await accounts.link(account('U1'), await accounts.newCode(RILEY), note)).toHaveProperty('person');
  });
});
