import { describe, expect, it } from 'vitest';
import { Unknown } from '../../src/ports/people.ts';
import { group, groupId, idOf, person, startDirectory } from './directory.ts';

const ops = (...more: readonly string[]) => `{ ops: { entra: ${groupId(1)} }${more.join('')} }`;
const listed = [...Array(25).keys()].map((n) => `, g${n}: { entra: ${groupId(100 + n)} }`);

describe('groups of Entra', () => {
  it('have the people of the groups in them, over all of them, page by page', async () => {
    const many = [...Array(7).keys()].map((n) => person(n + 1));
    const all = [1, 2, 3, 4, 5, 6, 7].map(idOf);
    const nested = group(2, ...all.slice(3), groupId(3));
    const at = await startDirectory(
      [...many, group(3, idOf(1), groupId(1)), nested, group(1, ...all.slice(0, 3), groupId(2))],
      ops(),
      3,
    );
    const members = await at.people.members('ops');
    expect(members.map(({ id }) => id).sort()).toEqual(all);
    expect(members.find(({ id }) => id === idOf(1))?.name).toBe('Person 1');
    expect(await at.people.inGroup(idOf(7).toUpperCase(), 'ops')).toBe(true);
    expect(await at.people.inGroup(idOf(8), 'ops').catch((error: unknown) => error)).toBeInstanceOf(Unknown);
  });

  it('of more than twenty, those that somebody is in are found all the same', async () => {
    const at = await startDirectory(
      [person(1), group(1), group(100, idOf(1)), group(124, groupId(100)), group(110)],
      ops(...listed),
    );
    const names = ['ops', ...[...Array(25).keys()].map((n) => `g${n}`)];
    expect([...(await at.people.groupsOf(idOf(1), names))].sort()).toEqual(['g0', 'g24']);
    expect(at.asked).toEqual(['groupsOf']);
  });

  it('H16: do not have guests and disabled accounts for members', async () => {
    const at = await startDirectory(
      [
        person(1),
        person(2, { guest: true }),
        person(3, { enabled: false }),
        group(1, idOf(1), idOf(2), idOf(3)),
      ],
      ops(),
    );
    expect((await at.people.members('ops')).map(({ id }) => id)).toEqual([idOf(1)]);
    expect(await Promise.all([1, 2, 3, 4].map((n) => at.people.standing(idOf(n))))).toEqual([
      'active',
      'guest',
      'gone',
      'gone',
    ]);
  });

  it.each([
    ['User.Read.All', ['GroupMember.Read.All']],
    ['GroupMember.Read.All', ['User.Read.All']],
  ])('H11: without the permission %s are cannot tell, with what to give', async (right, rights) => {
    const at = await startDirectory([person(1), group(1, idOf(1)), { kind: 'graph-rights', rights }], ops());
    for (const ask of [() => at.people.members('ops'), () => at.people.inGroup(idOf(1), 'ops')]) {
      const error = await ask().catch((each: unknown) => each);
      expect(error).toBeInstanceOf(Unknown);
      expect(String(error)).toContain(right);
    }
  });
});

describe('what was looked up', () => {
  it('H17: counts for a minute where it is yes, and is asked anew where it is no', async () => {
    const at = await startDirectory([person(1), person(2), group(1, idOf(1))], ops());
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(true);
    expect(await at.people.inGroup(idOf(2), 'ops')).toBe(false);
    at.sandbox.edit(group(1, idOf(2)));
    expect(await at.people.inGroup(idOf(2), 'ops')).toBe(true);
    at.clock.pass(59_999);
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(true);
    at.clock.pass(1);
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(false);
  });

  it('H17: is asked anew where the clock went back', async () => {
    const at = await startDirectory([person(1), group(1, idOf(1))], ops());
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(true);
    at.sandbox.edit(group(1));
    at.clock.pass(-10_000);
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(false);
  });

  it('H17: counts from the question, whatever replica answered', async () => {
    const at = await startDirectory([person(1), group(1, idOf(1))], ops());
    at.sandbox.edit({ kind: 'stale-directory', reads: 1 });
    at.sandbox.edit(group(1));
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(true);
    at.clock.pass(60_000);
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(false);
  });

  it('H17: that an account is there counts for a minute, that it is gone never does', async () => {
    const at = await startDirectory([person(1)], ops());
    expect(await at.people.standing(idOf(1))).toBe('active');
    at.sandbox.edit({ kind: 'deleted', id: idOf(1) });
    at.clock.pass(60_000);
    expect(await at.people.standing(idOf(1))).toBe('gone');
    at.sandbox.edit(person(1));
    expect(await at.people.standing(idOf(1))).toBe('active');
  });

  it('H11: is nothing where it failed, and the next one asks again', async () => {
    const at = await startDirectory([person(1), group(1, idOf(1))], ops());
    const fault = { kind: 'status', status: 503 } as const;
    at.sandbox.order({ match: { on: 'graph' }, fault });
    await expect(at.people.members('ops')).rejects.toBeInstanceOf(Unknown);
    expect(await at.people.members('ops')).toHaveLength(1);
  });

  it('leaves a directory alone for as long as it asked, and says so at once', async () => {
    const at = await startDirectory([person(1), group(1, idOf(1))], ops());
    at.sandbox.order({ match: { on: 'graph' }, fault: { kind: 'status', status: 429, retryAfter: 20 } });
    await expect(at.people.inGroup(idOf(1), 'ops')).rejects.toBeInstanceOf(Unknown);
    await expect(at.people.inGroup(idOf(1), 'ops')).rejects.toThrow('asked to be left alone');
    expect(at.asked).toEqual(['groupsOf']);
    at.clock.pass(20_000);
    expect(await at.people.inGroup(idOf(1), 'ops')).toBe(true);
  });

  it('is asked once by all who ask it at the same time', async () => {
    const at = await startDirectory([person(1), group(1, idOf(1))], ops());
    await Promise.all([1, 2, 3].map(() => at.people.members('ops')));
    expect(at.asked).toEqual(['members']);
  });
});

describe('ajar doctor', () => {
  it.each([
    [['User.Read.All', 'GroupMember.Read.All'], true],
    [['User.Read.All'], false],
    [['GroupMember.Read.All'], false],
    [[], false],
  ])('with the permissions %j says that people and groups can be read: %s', async (rights, ok) => {
    const at = await startDirectory([{ kind: 'graph-rights', rights }], ops());
    const checks = await at.again({ graphEndpoint: at.sandbox.graph, graph: true }).checks();
    const check = checks.find(({ what }) => what === 'microsoft graph');
    expect(check).toMatchObject({ ok, ...(ok ? {} : { fix: expect.stringContaining('admin consent') }) });
  });
});
