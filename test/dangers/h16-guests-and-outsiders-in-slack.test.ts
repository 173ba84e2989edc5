import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WireError } from '../../src/chat/slack/wire.ts';
import type { Account } from '../../src/ports/accounts.ts';
import {
  CHANNEL,
  member,
  RILEY_USER,
  type Sent,
  SHARED,
  startWorld,
  TEAM,
  type World,
} from '../chat/slack/world.ts';
import { AVERY, RILEY, SAMPLE_CARDS } from '../contracts/sample-cards.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

const riley = (more: object) => (): void => {
  world.slack.users.set(RILEY_USER, member(RILEY_USER, 'Riley', more));
};

/** Everything that somebody can do, with what the flow must not have heard. */
const gestures: Record<string, Sent> = {
  'writing a command': { kind: 'command', text: 'open 22 on web-01' },
  'writing to the bot': { kind: 'message', text: 'open 22 on web-01' },
  'mentioning it': { kind: 'message', text: 'open 22 on web-01', channel: CHANNEL, direct: false },
  'using a code': { kind: 'command', text: 'link AB12-CD34' },
  'opening a form': { kind: 'shortcut' },
  'beginning from a message': { kind: 'message-shortcut', text: 'alert' },
  clicking: { kind: 'action', action: 'approve', value: 'aj-7k2m9q 1', channel: CHANNEL, ts: '1.5' },
  'clicking in App Home': {
    ...{ kind: 'action', action: 'approve:aj-7k2m9q', value: 'aj-7k2m9q 1' },
    view: { id: 'VH', hash: 'h', callback: 'home', metadata: '', values: {} },
  },
  'sending a form': {
    ...{ kind: 'submission' },
    view: { id: 'V', hash: 'h', callback: 'form', metadata: '{"form":"form-1"}', values: { vm: 'k1' } },
  },
  'sending a reason': {
    ...{ kind: 'submission' },
    view: { id: 'V', hash: 'h', callback: 'deny', metadata: '{"request":"aj-7k2m9q"}', values: {} },
  },
};

const outsiders: Record<string, readonly [arrange: () => void, sentence: string, more?: object]> = {
  'somebody of another organisation, seen in a shared channel': [
    riley({ stranger: true, team: 'T0OTHER' }),
    'People of other organisations',
  ],
  'a stranger, of whichever workspace': [riley({ stranger: true }), 'People of other organisations'],
  'a member of another workspace': [riley({ team: 'T0OTHER' }), 'People of other organisations'],
  'a sender whom the payload itself places elsewhere': [
    () => undefined,
    'People of other organisations',
    { team: 'T0OTHER' },
  ],
  'a bot': [riley({ bot: true }), 'A bot cannot ask'],
  'somebody whose account is deactivated': [riley({ deleted: true }), 'deactivated or unknown'],
  'somebody whom Slack does not know': [
    () =>
      void world.slack.before.set('user', async () => {
        throw new WireError('gone', 'user_not_found');
      }),
    'deactivated or unknown',
  ],
  'anybody, while Slack cannot say (H11)': [
    () =>
      void world.slack.before.set('user', async () => {
        throw new WireError('lost', 'no_answer');
      }),
    'could not check who you are',
  ],
};

describe('H16: outsiders and whoever cannot be checked are told so, and reach nothing', () => {
  for (const [who, [arrange, sentence, more = {}]] of Object.entries(outsiders))
    it(`${who}, whatever they do`, async () => {
      for (const [how, gesture] of Object.entries(gestures)) {
        await world.stop();
        world = startWorld();
        arrange();
        const reply = await world.deliver({ ...gesture, ...more } as Sent);
        const told = JSON.stringify([reply, world.modal(), world.told(RILEY_USER)]);
        const { saids, clicks, asked, filled, codes, refusals } = world.heard;
        expect([how, told]).toEqual([how, expect.stringContaining(sentence)]);
        expect([how, saids, clicks, asked, filled, codes]).toEqual([how, [], [], [], [], []]);
        expect([how, ...refusals.map((refusal) => refusal.sentence)]).toEqual([
          ...[how, expect.stringContaining(sentence)],
        ]);
      }
    });
});

describe('H16: a guest of the workspace', () => {
  const { 'using a code': code, ...others } = gestures;

  it.each(Object.entries(others))('is known as one to the flow, when %s', async (how, gesture) => {
    riley({ guest: true })();
    await world.deliver(gesture);
    const { saids, clicks, filled, asked } = world.heard;
    const marked = [...saids, ...clicks, ...filled].map(({ askOnly }) => askOnly);
    expect([how, ...marked]).toEqual([how, ...(asked.length > 0 ? [] : ['guest'])]);
  });

  it('is said to be one by their account, which no address makes anybody’s', async () => {
    const accounts: Account[] = [];
    world.heard.identify = async (account) => {
      accounts.push(account);
      return account.email === undefined
        ? { refused: 'Ajar does not know whose account this is.' }
        : { person: RILEY, by: 'email' };
    };
    riley({ guest: true, email: 'riley@example.com' })();
    for (const gesture of Object.values(others)) await world.deliver(gesture);
    const { saids, clicks, filled, asked, refusals } = world.heard;
    expect([saids, clicks, filled, asked]).toEqual([[], [], [], []]);
    expect(refusals).toHaveLength(Object.keys(others).length);
    expect(accounts.every(({ guest }) => guest)).toBe(true);
  });

  it('links their account like anybody', async () => {
    riley({ guest: true })();
    await world.deliver(code as Sent);
    expect(world.heard.codes).toHaveLength(1);
  });

  it('reads what is their own, and nothing of others', async () => {
    const own = (await world.talk.chat.direct(RILEY.id))!;
    const ts = await world.talk.chat.show(SAMPLE_CARDS.approval, { ...own, privateTo: RILEY.id });
    await world.stop();
    const { posted } = world.slack;
    world = startWorld();
    for (const [id, message] of posted) world.slack.posted.set(id, message);
    riley({ guest: true })();
    expect(await world.talk.chat.direct(RILEY.id)).toEqual(own);
    expect(await world.talk.chat.direct(RILEY.id, 'others')).toBeUndefined();
    const others = {
      ...SAMPLE_CARDS.approval,
      request: { ...SAMPLE_CARDS.approval.request, requester: AVERY },
    };
    await expect(world.talk.chat.show(others, own)).rejects.toMatchObject({ kind: 'gone' });
    await world.talk.chat.show(others, own, ts);
    expect(JSON.stringify(world.slack.posted.get(ts)?.message)).not.toMatch(/vm-|3389/);
  });

  it('is sent nothing where only an address says whose account it is', async () => {
    world.byAddress.add(RILEY.id);
    expect(await world.talk.chat.direct(RILEY.id)).toBeDefined();
    await world.stop();
    world = startWorld();
    world.byAddress.add(RILEY.id);
    riley({ guest: true })();
    expect(await world.talk.chat.direct(RILEY.id)).toBeUndefined();
  });
});

describe('H16: cards of requests do not follow an account out of the organisation', () => {
  for (const [who, change] of Object.entries({
    deactivated: { deleted: true },
    'of another organisation': { stranger: true, team: 'T0OTHER' },
  }))
    it(`to nobody whose account became ${who}`, async () => {
      riley(change)();
      expect(await world.talk.chat.direct(RILEY.id)).toBeUndefined();
    });

  it('and are taken off where they were sent before, with nothing sent after them', async () => {
    const { talk, slack } = world;
    const alone = (await talk.chat.direct(RILEY.id))!;
    const ts = await talk.chat.show(SAMPLE_CARDS.connect, alone);
    // As after "unlink": the conversation is of an account that is not this person's.
    const unlinked = { ...alone, privateTo: AVERY.id };
    await expect(talk.chat.show(SAMPLE_CARDS.warning, unlinked)).rejects.toMatchObject({ kind: 'gone' });
    await talk.chat.show(SAMPLE_CARDS.connect, unlinked, ts);
    expect(slack.posted.size).toBe(1);
    const said = JSON.stringify(slack.posted.get(ts)?.message);
    expect(said).toContain('is not linked any more');
    expect(said).not.toMatch(/vm-|3389/);
  });

  it('and to nobody while Slack cannot say: it is tried again', async () => {
    world.slack.before.set('user', async () => {
      throw new WireError('lost', 'no_answer');
    });
    await expect(world.talk.chat.direct(RILEY.id)).rejects.toMatchObject({ kind: 'busy' });
  });
});

describe('H16: an account of the own workspace is believed', () => {
  it('and one of another workspace only where that is allowed', async () => {
    await world.deliver({ kind: 'message', text: 'list' });
    await world.stop();
    const open = startWorld(['T0OTHER']);
    open.slack.users.set(RILEY_USER, member(RILEY_USER, 'Riley', { team: 'T0OTHER' }));
    await open.deliver({ kind: 'message', text: 'list', team: 'T0OTHER' });
    await open.stop();
    expect([world.heard.saids.length, open.heard.saids.length]).toEqual([1, 1]);
  });

  it('of an Enterprise Grid organisation that is allowed, in whichever of its workspaces', async () => {
    const grid = startWorld(['E0GRID']);
    grid.slack.users.set(RILEY_USER, member(RILEY_USER, 'Riley', { team: 'T0SISTER', enterprise: 'E0GRID' }));
    await grid.deliver({ kind: 'message', text: 'list', team: 'T0SISTER', enterprise: 'E0GRID' });
    await grid.stop();
    expect(grid.heard.saids).toHaveLength(1);
  });
});

describe('H3: an account', () => {
  it('is the same one from whichever workspace of an organisation its gestures come', async () => {
    const grid = startWorld(['E0GRID']);
    grid.slack.users.set(RILEY_USER, member(RILEY_USER, 'Riley', { team: 'T0SISTER', enterprise: 'E0GRID' }));
    const asked: Account[] = [];
    grid.heard.identify = async (account) => {
      asked.push(account);
      return { person: RILEY, by: 'linked' };
    };
    for (const team of [TEAM, 'T0SISTER', 'T0OTHER'])
      await grid.deliver({ kind: 'message', text: 'list', team, enterprise: 'E0GRID' });
    await grid.stop();
    expect(asked.map(({ team, user }) => `${team}/${user}`)).toEqual(Array(3).fill(`T0SISTER/${RILEY_USER}`));
  });
});

describe('H16: a Slack Connect channel', () => {
  const place = { app: 'slack', service: TEAM, conversation: SHARED };

  it('is no place for approvers, nor for any card of a request', async () => {
    expect(await world.talk.chat.place(SHARED)).toBeUndefined();
    for (const card of ['request', 'approval', 'notice', 'alert'] as const)
      await expect(world.talk.chat.show(SAMPLE_CARDS[card], place)).rejects.toMatchObject({ kind: 'gone' });
    expect(world.slack.posted.size).toBe(0);
  });

  it('that cannot be looked up gets none either, and it is tried again', async () => {
    world.slack.before.set('channel', async () => {
      throw new WireError('busy', 'ratelimited', { retryAfterMs: 3_000 });
    });
    await expect(
      world.talk.chat.show(SAMPLE_CARDS.approval, { ...place, conversation: CHANNEL }),
    ).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 3_000 });
    await expect(world.talk.chat.place(CHANNEL)).rejects.toMatchObject({ kind: 'busy' });
  });

  it('gets what is answered to a mention aside only, where its sender alone sees it', async () => {
    await world.deliver({ kind: 'message', text: 'who', channel: SHARED, direct: false });
    await world.talk.chat.show(SAMPLE_CARDS.list, world.heard.saids[0]!.place);
    expect([world.slack.posted.size, world.slack.asides.length]).toEqual([0, 1]);
  });
});
