import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { createFlow } from '../../src/flow/flow.ts';
import type { Account } from '../../src/ports/accounts.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { createStage } from '../fakes/stage.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const account = (user: string): Account => ({ app: 'slack', team: 'T1', user, name: 'Somebody' });

/** A world with Slack in it as well. */
function createBoth(policy = POLICY) {
  const slack = createStage('slack');
  const world = createWorld({ others: [slack], policy });
  const codeOf = (who: Person): string => /link ([0-9A-Z]{8})\b/.exec(world.told(who))?.[1] ?? '';
  return {
    ...world,
    slack,
    codeOf,
    events: async (kind: string) =>
      (await world.store.events({ limit: 100 })).filter((each) => each.kind === kind),
    async link(user: string, code: string, key = world.key()) {
      return world.flow.linked(account(user), code, { key, place: slack.channel('D1') });
    },
    async linked(who: Person, user: string) {
      await world.say(who, 'link slack');
      return world.flow.linked(account(user), codeOf(who), { key: world.key(), place: slack.channel('D1') });
    },
    inSlack: (who: Person, text: string, more = {}) =>
      world.flow.said({ key: world.key(), person: who, text, place: slack.room(who.id), ...more }),
    lastInSlack: () => slack.messages.at(-1)?.card,
  };
}

describe('linking an account', () => {
  it('takes a code from Teams into Slack, and is in the audit log from end to end', async () => {
    const world = createBoth();
    await world.say(RILEY, 'link slack');
    expect(world.told(RILEY)).toMatch(
      /^In Slack, write: \/jit link [0-9A-Z]{8} This is good once, for ten minutes\./,
    );
    const code = world.codeOf(RILEY);
    expect(await world.link('U1', code)).toEqual({
      refused: false,
      sentence: `This Slack account is linked to ${RILEY.name} now. "unlink slack" undoes it, here or in Teams.`,
    });
    expect(await world.flow.identify(account('U1'))).toMatchObject({
      person: { id: RILEY.id },
      by: 'linked',
    });
    expect(world.told(RILEY)).toContain('Slack account T1/U1 (Somebody) is linked to you now.');
    const log = await world.store.events({ limit: 100 });
    expect(log.map(({ kind, actor, app, detail }) => [kind, actor.id, app, detail]).reverse()).toEqual([
      ['linkCode', RILEY.id, 'teams', 'for Slack'],
      ['linked', RILEY.id, 'slack', 'Slack account T1/U1'],
    ]);
    expect(JSON.stringify(log)).not.toContain(code);
  });

  it('gives the same answer in two processes that get the same delivery at once', async () => {
    const world = createBoth();
    await world.say(RILEY, 'link slack');
    const delivery = { key: world.key(), place: world.slack.channel('D1') };
    const flows = [world.flow, createFlow(world.runner.deps)];
    const code = world.codeOf(RILEY);
    const told = await Promise.all(flows.map((flow) => flow.linked(account('U1'), code, delivery)));
    expect(told.map(({ refused }) => refused)).toEqual([false, false]);
    expect(await world.events('linked')).toHaveLength(1);
    expect(await world.events('refused')).toEqual([]);
  });

  it('answers a repeated delivery as before, and links once', async () => {
    const world = createBoth();
    await world.say(RILEY, 'link slack');
    const code = world.codeOf(RILEY);
    const first = await world.link('U1', code, 'delivery-x');
    const reborn = createFlow(world.runner.deps);
    const again = await reborn.linked(account('U1'), code, {
      key: 'delivery-x',
      place: world.slack.channel('D1'),
    });
    expect(again).toEqual(first);
    expect(await world.events('linked')).toHaveLength(1);
  });

  it('is refused with a wrong code, and that is audited with the account', async () => {
    const world = createBoth();
    const answer = await world.link('U1', '00000000');
    expect(answer).toMatchObject({
      refused: true,
      sentence: expect.stringContaining('This code is no good'),
    });
    const [event] = await world.events('refused');
    expect(event).toMatchObject({ actor: { id: 'unknown' }, app: 'slack' });
    expect(event?.detail).toContain('(Slack account T1/U1)');
  });

  it('shows a code in private only, and voids one that was written where others read', async () => {
    const world = createBoth();
    await world.say(RILEY, 'link slack', world.stage.channel('general'));
    const general = world.stage.messages.filter(({ place }) => place.conversation === 'general');
    expect(general.map(({ card }) => ('sentence' in card ? card.sentence : ''))).toEqual([
      'I have answered you in our private chat.',
    ]);
    const code = world.codeOf(RILEY);
    await world.say(RILEY, `link ${code}`);
    expect(world.told(RILEY)).toContain('Teams tells Ajar who you are already');
    await world.say(RILEY, `link ${code}`, world.stage.channel('general'));
    expect(await world.link('U1', code)).toMatchObject({ refused: true });
  });

  it('does not say that it answered in private where it could not', async () => {
    const world = createBoth();
    world.stage.trouble.push(new ChatError('busy', 'Too much is asked of the chat.'));
    await world.say(RILEY, 'link slack', world.stage.channel('general'));
    expect(world.stage.messages.map(({ card }) => ('sentence' in card ? card.sentence : ''))).toEqual([
      expect.stringContaining('could not write to you there'),
    ]);
  });

  it('gives codes in Teams alone, and to nobody who is known by an address', async () => {
    const world = createBoth();
    await world.linked(RILEY, 'U1');
    await world.inSlack(RILEY, 'link slack');
    expect(world.lastInSlack()).toMatchObject({
      sentence: expect.stringContaining('Codes are given in Teams only'),
    });
    const place = world.stage.room(OLLY.id);
    await world.flow.said({ key: 'k', person: OLLY, text: 'link slack', place, askOnly: true });
    expect(world.codeOf(OLLY)).toBe('');
  });

  it('says what there is to link', async () => {
    const world = createBoth();
    await world.say(RILEY, 'link teams');
    expect(world.told(RILEY)).toBe('Teams has no accounts to link. Write "link slack".');
    const alone = createWorld();
    await alone.say(RILEY, 'link');
    expect(alone.told(RILEY)).toContain('There is nothing to link');
  });
});

describe('unlinking', () => {
  it('is everybody’s own to do, from either app, and is audited', async () => {
    const world = createBoth();
    await world.linked(RILEY, 'U1');
    await world.inSlack(RILEY, 'unlink');
    expect(world.lastInSlack()).toMatchObject({ card: 'answer' });
    expect(await world.flow.identify(account('U1'))).toHaveProperty('refused');
    expect(await world.events('unlinked')).toMatchObject([{ actor: { id: RILEY.id }, app: 'slack' }]);
    await world.say(RILEY, 'unlink slack');
    expect(world.told(RILEY)).toContain('has no account linked in Slack');
  });

  it('is an admin’s to do for others, by id, address or whole name', async () => {
    const policy = POLICY.replace(
      `{ id: ${BLAKE.id}, name: Blake }`,
      `{ id: ${BLAKE.id}, name: Blake, email: b@contoso.com }`,
    );
    for (const name of [BLAKE.id, 'b@contoso.com', 'Blake']) {
      const world = createBoth(policy);
      await world.linked(BLAKE, 'U1');
      const sentence = { verb: 'unlink', app: 'slack', person: name } as const;
      const { unlink } = await import('../../src/flow/say/unlink.ts');
      const said = (who: Person) => ({
        key: world.key(),
        person: who,
        text: '',
        place: world.stage.room(who.id),
      });
      await unlink(world.runner.deps, said(AVERY), sentence);
      expect(world.told(AVERY)).toContain('Only an Ajar admin');
      await unlink(world.runner.deps, said(ADA), sentence);
      expect(world.told(ADA), name).toContain('no account linked in Slack any more');
      expect(await world.flow.identify(account('U1'))).toHaveProperty('refused');
    }
  });

  it('asks which of several people of one name is meant, and says whom it does not know', async () => {
    const world = createBoth(POLICY.replace('name: Blake }', 'name: Avery }'));
    await world.say(ADA, 'unlink slack for Avery');
    expect(world.told(ADA)).toContain(
      `"unlink slack for ${AVERY.id}" (Avery) or "unlink slack for ${BLAKE.id}"`,
    );
    await world.say(ADA, 'unlink slack for Nobody');
    expect(world.told(ADA)).toContain('The policy knows nobody called');
  });

  it('says what only the policy file can undo', async () => {
    const world = createBoth(POLICY.replace('name: Riley }', 'name: Riley, accounts: { slack: T1/U1 } }'));
    await world.say(RILEY, 'unlink slack');
    expect(world.told(RILEY)).toContain('The policy file names Slack T1/U1 as the account of');
    expect(await world.flow.identify(account('U1'))).toMatchObject({ by: 'linked' });
  });
});

describe('the app to be notified in', () => {
  it('is one’s own choice, of those in which Ajar can reach one', async () => {
    const world = createBoth();
    await world.say(RILEY, 'prefer slack');
    expect(world.told(RILEY)).toContain('You are notified in Slack from now on');
    world.slack.shut.add(`dm-${AVERY.id}`);
    await world.say(AVERY, 'prefer slack');
    expect(world.told(AVERY)).toContain('Ajar cannot reach you in Slack yet');
    await world.say(RILEY, 'prefer irc');
    expect(world.told(RILEY)).toContain('Write "prefer teams" or "prefer slack"');
  });
});
