import { describe, expect, it } from 'vitest';
import { readActivity } from '../../../src/chat/teams/door/activity.ts';
import { createWho } from '../../../src/chat/teams/talk/who.ts';
import { type Member, WireError } from '../../../src/chat/teams/wire.ts';
import { AVERY, RILEY } from '../../contracts/sample-cards.ts';
import { activity } from './activities.ts';
import { memberRiley, settingsFor } from './world.ts';

const settings = settingsFor();
const from = (sender: object, more: object = {}) => {
  const read = readActivity(
    activity('http://127.0.0.1:1/', { from: { id: '29:riley', name: 'Riley', ...sender }, ...more }),
  );
  if ('fault' in read) throw new Error(read.fault);
  return read.activity;
};
const roster = (answer: () => Promise<object>) => {
  const asked: string[][] = [];
  const member = async (...question: string[]): Promise<Member> => {
    asked.push(question);
    return (await answer()) as Member;
  };
  return { asked, member };
};
const riley = from({ aadObjectId: RILEY.id });

describe('who somebody is', () => {
  it('is their Entra id, lower case, and the name that the roster has', async () => {
    const who = createWho(
      settings,
      roster(async () => memberRiley()),
    );
    const shouting = from({ aadObjectId: RILEY.id.toUpperCase(), name: 'Avery Approver, approver' });
    expect(await who(shouting)).toEqual({ person: RILEY });
  });

  it('is asked of the team where there is one', async () => {
    const teams = roster(async () => memberRiley());
    await createWho(
      settings,
      teams,
    )(from({ aadObjectId: RILEY.id }, { channelData: { team: { id: '19:team' } } }));
    expect(teams.asked).toEqual([['http://127.0.0.1:1/', '19:team', '29:riley']]);
  });

  it('is asked of a private channel itself, which has a roster of its own', async () => {
    const teams = roster(async () => memberRiley());
    const channelData = { team: { id: '19:team' }, channel: { id: '19:private', type: 'private' } };
    await createWho(settings, teams)(from({ aadObjectId: RILEY.id }, { channelData }));
    expect(teams.asked).toEqual([['http://127.0.0.1:1/', '19:private', '29:riley']]);
  });

  it('is nobody without an Entra id, whatever else they say', async () => {
    const who = createWho(
      settings,
      roster(async () => memberRiley()),
    );
    for (const sender of [
      {},
      { aadObjectId: '' },
      { aadObjectId: 'riley@example.com' },
      { aadObjectId: null },
    ])
      expect(await who(from(sender))).toMatchObject({
        refused: expect.stringContaining('Teams did not say who you are'),
      });
  });

  it('H11: is known to the roster by that very Entra id, under either of its names for it', async () => {
    const { aadObjectId: id, ...nameless } = memberRiley();
    expect(
      await createWho(
        settings,
        roster(async () => ({ ...nameless, objectId: id })),
      )(riley),
    ).toEqual({ person: RILEY });
    for (const other of [{}, { objectId: AVERY.id }]) {
      const who = createWho(
        settings,
        roster(async () => ({ ...nameless, ...other })),
      );
      expect(await who(riley)).toMatchObject({ refused: expect.any(String) });
    }
  });

  const strangers: Record<string, [object, string]> = {
    'somebody anonymous': [memberRiley({ userRole: 'anonymous' }), 'other organisations'],
    'somebody without a role': [memberRiley({ userRole: undefined }), 'other organisations'],
    'somebody of another tenant': [
      memberRiley({ tenantId: '33333333-3333-4333-8333-333333333333' }),
      'other organisations',
    ],
    'somebody without a tenant': [memberRiley({ tenantId: undefined }), 'other organisations'],
    'another id than the sender': [memberRiley({ aadObjectId: AVERY.id }), 'not list you'],
  };
  for (const [name, [member, sentence]] of Object.entries(strangers))
    it(`H16: refuses ${name}`, async () => {
      const who = createWho(
        settings,
        roster(async () => member),
      );
      expect(await who(riley)).toMatchObject({ refused: expect.stringContaining(sentence) });
    });

  it.each([
    ['by role', { userRole: 'guest' }],
    ['by name', { userPrincipalName: 'riley_other#EXT#@example.com' }],
  ])('H16: knows a guest %s as one who only asks', async (_, more) => {
    const who = createWho(
      settings,
      roster(async () => memberRiley(more)),
    );
    expect(await who(riley)).toEqual({ person: RILEY, askOnly: 'guest' });
  });

  it('H16: refuses bots', async () => {
    const who = createWho(
      settings,
      roster(async () => memberRiley()),
    );
    for (const sender of [{ role: 'bot' }, { id: '28:other-bot' }])
      expect(await who(from({ aadObjectId: RILEY.id, ...sender }))).toMatchObject({
        refused: expect.stringContaining('bot'),
      });
  });

  it('is told with the refusal, for its audit line, unless the roster says it was somebody else', async () => {
    const claimed = async (member: object) => {
      const who = await createWho(
        settings,
        roster(async () => member),
      )(riley);
      return 'claimed' in who ? who.claimed : undefined;
    };
    expect(await claimed(memberRiley({ userRole: 'anonymous' }))).toEqual(RILEY);
    expect(await claimed(memberRiley({ aadObjectId: AVERY.id }))).toBeUndefined();
  });

  it('H17: refuses who is no longer in the conversation', async () => {
    const gone = roster(() => Promise.reject(new WireError('', 404, undefined, undefined)));
    expect(await createWho(settings, gone)(riley)).toMatchObject({
      refused: expect.stringContaining('does not list you'),
    });
  });

  it('H11: refuses while the roster cannot be asked, and asks again next time', async () => {
    let up = false;
    const shaky = roster(() =>
      up ? Promise.resolve(memberRiley()) : Promise.reject(new WireError('', 503, 0, '')),
    );
    const who = createWho(settings, shaky);
    expect(await who(riley)).toMatchObject({ refused: expect.stringContaining('could not check') });
    up = true;
    expect(await who(riley)).toEqual({ person: RILEY });
  });

  it('H11: refuses when the roster does not answer in time', async () => {
    const silent = roster(() => new Promise(() => undefined));
    expect(await createWho(settings, silent)(riley)).toMatchObject({
      refused: expect.stringContaining('could not check'),
    });
  });

  it('H17: is believed for a minute at most', async () => {
    let now = 0;
    const teams = roster(async () => memberRiley());
    const who = createWho(settings, teams, () => now);
    for (now of [0, 59_000, 61_000]) await who(riley);
    expect(teams.asked).toHaveLength(2);
  });

  it('is not mixed up between people, conversations or claimed ids', async () => {
    const teams = roster(async () => memberRiley());
    const who = createWho(settings, teams);
    await who(riley);
    await who(from({ aadObjectId: AVERY.id }));
    await who(
      from({ aadObjectId: RILEY.id }, { conversation: { id: 'a:other', conversationType: 'personal' } }),
    );
    expect(teams.asked).toHaveLength(3);
  });
});
