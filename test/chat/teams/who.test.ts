import { describe, expect, it } from 'vitest';
import { readActivity } from '../../../src/chat/teams/activity.ts';
import { createWho } from '../../../src/chat/teams/who.ts';
import { type Member, WireError } from '../../../src/chat/teams/wire.ts';
import { ADA } from '../../contracts/sample-cards.ts';
import { activity } from './activities.ts';
import { memberAda, settingsFor } from './world.ts';

const settings = settingsFor('http://127.0.0.1:1/');
const from = (sender: object, more: object = {}) => {
  const read = readActivity(
    activity('http://127.0.0.1:1/', { from: { id: '29:ada', name: 'Ada', ...sender }, ...more }),
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
const ada = from({ aadObjectId: ADA.id });

describe('who somebody is', () => {
  it('is their Entra id, lower case, and the name that the roster has', async () => {
    const who = createWho(
      settings,
      roster(async () => memberAda()),
    );
    const shouting = from({ aadObjectId: ADA.id.toUpperCase(), name: 'Bo Lee, approver' });
    expect(await who(shouting)).toEqual({ person: ADA });
  });

  it('is asked of the team where there is one', async () => {
    const teams = roster(async () => memberAda());
    await createWho(
      settings,
      teams,
    )(from({ aadObjectId: ADA.id }, { channelData: { team: { id: '19:team' } } }));
    expect(teams.asked).toEqual([['http://127.0.0.1:1/', '19:team', '29:ada']]);
  });

  it('is nobody without an Entra id, whatever else they say', async () => {
    const who = createWho(
      settings,
      roster(async () => memberAda()),
    );
    for (const sender of [{}, { aadObjectId: '' }, { aadObjectId: 'ada@example.com' }, { aadObjectId: null }])
      expect(await who(from(sender))).toEqual({
        refused: expect.stringContaining('Teams did not say who you are'),
      });
  });

  const strangers: Record<string, [object, string]> = {
    'a guest by role': [memberAda({ userRole: 'guest' }), 'Guests'],
    'a guest by name': [memberAda({ userPrincipalName: 'ada_other#EXT#@example.com' }), 'Guests'],
    'somebody anonymous': [memberAda({ userRole: 'anonymous' }), 'Guests'],
    'somebody without a role': [memberAda({ userRole: undefined }), 'Guests'],
    'somebody of another tenant': [memberAda({ tenantId: '33333333-3333-4333-8333-333333333333' }), 'Guests'],
    'somebody without a tenant': [memberAda({ tenantId: undefined }), 'Guests'],
    'another id than the sender': [
      memberAda({ aadObjectId: 'bbbbbbbb-0000-4000-8000-000000000002' }),
      'not list you',
    ],
  };
  for (const [name, [member, sentence]] of Object.entries(strangers))
    it(`H16: refuses ${name}`, async () => {
      const who = createWho(
        settings,
        roster(async () => member),
      );
      expect(await who(ada)).toEqual({ refused: expect.stringContaining(sentence) });
    });

  it('H16: refuses bots', async () => {
    const who = createWho(
      settings,
      roster(async () => memberAda()),
    );
    for (const sender of [{ role: 'bot' }, { id: '28:other-bot' }])
      expect(await who(from({ aadObjectId: ADA.id, ...sender }))).toEqual({
        refused: expect.stringContaining('bot'),
      });
  });

  it('H17: refuses who is no longer in the conversation', async () => {
    const gone = roster(() => Promise.reject(new WireError('', 404, undefined, undefined)));
    expect(await createWho(settings, gone)(ada)).toEqual({
      refused: expect.stringContaining('does not list you'),
    });
  });

  it('H11: refuses while the roster cannot be asked, and asks again next time', async () => {
    let up = false;
    const shaky = roster(() =>
      up ? Promise.resolve(memberAda()) : Promise.reject(new WireError('', 503, 0, '')),
    );
    const who = createWho(settings, shaky);
    expect(await who(ada)).toEqual({ refused: expect.stringContaining('could not check') });
    up = true;
    expect(await who(ada)).toEqual({ person: ADA });
  });

  it('H11: refuses when the roster does not answer in time', async () => {
    const silent = roster(() => new Promise(() => undefined));
    expect(await createWho(settings, silent)(ada)).toEqual({
      refused: expect.stringContaining('could not check'),
    });
  });

  it('H17: is believed for a minute at most', async () => {
    let now = 0;
    const teams = roster(async () => memberAda());
    const who = createWho(settings, teams, () => now);
    for (now of [0, 59_000, 61_000]) await who(ada);
    expect(teams.asked).toHaveLength(2);
  });

  it('is not mixed up between people, conversations or claimed ids', async () => {
    const teams = roster(async () => memberAda());
    const who = createWho(settings, teams);
    await who(ada);
    await who(from({ aadObjectId: 'bbbbbbbb-0000-4000-8000-000000000002' }));
    await who(
      from({ aadObjectId: ADA.id }, { conversation: { id: 'a:other', conversationType: 'personal' } }),
    );
    expect(teams.asked).toHaveLength(3);
  });
});
