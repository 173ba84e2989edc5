import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatError, type Place } from '../../../src/ports/chat.ts';
import { RILEY, SAMPLE_CARDS, sampleFacts, sampleRequest } from '../../contracts/sample-cards.ts';
import { activity, PERSONAL } from './activities.ts';
import { faultsIn } from './card-check.ts';
import { readCard } from './read-card.ts';
import { CHANNEL, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const channel = (): Place => ({ app: 'teams', service: world.stub.url, conversation: CHANNEL });
const alone = (): Place => ({ ...channel(), conversation: PERSONAL, privateTo: RILEY.id });
const kindOf = async (shown: Promise<unknown>) =>
  shown.then(
    () => 'shown',
    (error: unknown) => (error instanceof ChatError ? error.kind : error),
  );

describe('showing a card', () => {
  it('sends the card alone, with a notification, by the token it was given', async () => {
    const id = await world.chat.show(SAMPLE_CARDS.approval, channel());
    const { activity } = world.stub.messages.get(id)!;
    expect(activity).toMatchObject({
      type: 'message',
      summary:
        'Riley Requester, 3389/tcp on vm-prod-01, 2 h, from 203.0.113.7, INC-123: waiting for approval',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    expect(activity).not.toHaveProperty('text');
    expect(world.stub.calls.at(-1)?.authorization).toEqual(
      expect.stringMatching(
        /^Bearer stub-token for https:.*botframework\.com from https:.*microsoftonline\.com/,
      ),
    );
  });

  it('names a group that the policy mentions, in the first message alone and where several read', async () => {
    const mentions = [{ name: 'duty', slack: { team: 'T1', id: 'S1' } }];
    const shown = (id: string) =>
      readCard(world.stub.messages.get(id)!.activity.attachments?.[0]?.content as never);
    for (const card of ['approval', 'draft'] as const) {
      const id = await world.chat.show(SAMPLE_CARDS[card], channel(), undefined, mentions);
      expect([card, shown(id)]).toEqual([card, expect.stringContaining('For duty')]);
      await world.chat.show(SAMPLE_CARDS[card], channel(), id, mentions);
      expect([card, shown(id)]).toEqual([card, expect.not.stringContaining('For duty')]);
    }
    const own = await world.chat.show(SAMPLE_CARDS.warning, alone(), undefined, mentions);
    expect(shown(own)).not.toContain('duty');
  });

  it('mentions people whom an alarm names, by letters alone, in the first message where several read', async () => {
    const name = 'Olly </at> [Outsider](https://evil.example)';
    const mentions = [
      { name, person: RILEY.id },
      { name: 'Blake', person: 'nobody that Teams knows' },
    ];
    const shown = (id: string) => world.stub.messages.get(id)!.activity.attachments?.[0]?.content;
    const id = await world.chat.show(SAMPLE_CARDS.alert, channel(), undefined, mentions);
    const text = '<at>Olly at Outsider https evil.example</at>';
    expect(shown(id)?.msteams).toMatchObject({ entities: [{ text, mentioned: { id: RILEY.id } }] });
    expect(faultsIn(shown(id))).toEqual([]);
    expect(readCard(shown(id))).toMatch(new RegExp(`For ${text}\\s+For Blake`));
    await world.chat.show(SAMPLE_CARDS.alert, channel(), id, mentions);
    expect(JSON.stringify(shown(id))).not.toContain('<at>');
    const own = await world.chat.show(SAMPLE_CARDS.alert, alone(), undefined, mentions);
    expect(JSON.stringify(shown(own))).not.toContain('Olly');
  });

  it('rings only for what asks something of one person, and never for a redraw', async () => {
    const rings = async (card: keyof typeof SAMPLE_CARDS, place: Place, replaces?: string) => {
      const id = await world.chat.show(SAMPLE_CARDS[card], place, replaces);
      return [id, world.stub.messages.get(id)?.activity.channelData?.notification?.alert ?? false] as const;
    };
    const [warning, rang] = await rings('warning', alone());
    expect(rang).toBe(true);
    expect((await rings('approval', alone()))[1]).toBe(true);
    expect((await rings('request', alone()))[1]).toBe(false);
    expect((await rings('approval', channel()))[1]).toBe(false);
    expect(await rings('warning', alone(), warning)).toEqual([warning, false]);
  });

  it('goes into the thread that a place names, by the name that Teams has for it', async () => {
    const id = await world.chat.show(SAMPLE_CARDS.answer, { ...channel(), thread: '77' });
    expect(world.stub.messages.get(id)?.conversation).toBe(`${CHANNEL};messageid=77`);
  });

  it('edits the message that it replaces', async () => {
    const id = await world.chat.show(SAMPLE_CARDS.approval, channel());
    const denied = { ...SAMPLE_CARDS.approval, request: sampleRequest('denied'), facts: sampleFacts() };
    expect(await world.chat.show(denied, channel(), id)).toBe(id);
    const { activity, edited } = world.stub.messages.get(id)!;
    expect([edited, world.stub.messages.size]).toEqual([1, 1]);
    expect(readCard(activity.attachments?.[0]?.content)).toContain('Denied by Avery Approver');
  });

  it('mentions approvers where several people read, and only names them where one does', async () => {
    const content = async (place: Place) => {
      const id = await world.chat.show(SAMPLE_CARDS.approval, place);
      return world.stub.messages.get(id)?.activity.attachments?.[0]?.content;
    };
    const shared = await content(channel());
    expect(readCard(shared)).toContain('<at>Avery Approver</at> and <at>Blake Approver</at>');
    expect(shared?.msteams).toEqual({
      entities: [SAMPLE_CARDS.approval.facts.approvers[0]!, SAMPLE_CARDS.approval.facts.approvers[1]!].map(
        ({ id, name }) => ({ type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } }),
      ),
    });
    const direct = await content(alone());
    expect(readCard(direct)).toContain('Avery Approver and Blake Approver');
    expect(JSON.stringify(direct)).not.toContain('<at>');
  });

  it('drops the mentions rather than the card where Teams refuses them', async () => {
    world.stub.faults.push({ status: 400 });
    const id = await world.chat.show(SAMPLE_CARDS.approval, channel());
    expect(JSON.stringify(world.stub.messages.get(id))).not.toContain('<at>');
    world.stub.faults.push({ status: 400 });
    const onCall = [{ name: 'Olly', person: RILEY.id }];
    const alarm = await world.chat.show(SAMPLE_CARDS.alert, channel(), undefined, onCall);
    expect(readCard(world.stub.messages.get(alarm)!.activity.attachments?.[0]?.content)).toContain(
      'For Olly',
    );
  });
});

describe('what goes wrong', () => {
  it('is gone where Teams no longer has the conversation or message', async () => {
    const nowhere = { ...channel(), conversation: '19:gone@thread.tacv2' };
    expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, nowhere))).toBe('gone');
    expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, channel(), '4711'))).toBe('gone');
    world.stub.faults.push({ status: 403 });
    expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, channel()))).toBe('gone');
  });

  it('is not gone while an admin has shut off the bot as a whole, nor is anybody out of reach for good', async () => {
    const barred = { status: 403, code: 'BotDisabledByAdmin' };
    world.stub.faults.push(barred);
    expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, channel()))).toBe('broken');
    await world.post(activity(world.stub.url));
    world.stub.faults.push(barred);
    const unmet = 'bbbbbbbb-0000-4000-8000-000000000002';
    await expect(world.chat.direct(unmet)).rejects.toMatchObject({ kind: 'broken' });
  });

  it('is tried again a few times where that helps', async () => {
    for (const status of [412, 502, 504]) world.stub.faults.push({ status });
    expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, channel()))).toBe('shown');
    expect(world.stub.messages.size).toBe(1);
  });

  it('is busy after that, with how long to wait', async () => {
    for (let again = 0; again < 8; again++) world.stub.faults.push({ status: 503 });
    const error = await world.chat.show(SAMPLE_CARDS.answer, channel()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'busy' });
    expect((error as ChatError).retryAfterMs).toBeGreaterThan(0);
    expect(world.stub.calls).toHaveLength(4);
  });

  it('is busy at once where Teams asks for a long wait, and nothing is sent there until then', async () => {
    world.stub.faults.push({ status: 429, headers: { 'retry-after': '60' } });
    const first = await world.chat.show(SAMPLE_CARDS.answer, channel()).catch((caught: unknown) => caught);
    expect(first).toMatchObject({ kind: 'busy', retryAfterMs: 60_000 });
    expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, channel()))).toBe('busy');
    expect(world.stub.calls).toHaveLength(1);
    expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, alone()))).toBe('shown');
  });

  it('is broken where trying again is no use', async () => {
    for (const status of [400, 401, 413]) {
      world.stub.faults.push({ status });
      expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, channel()))).toBe('broken');
    }
  });

  it('is broken, and nothing is sent, where a stored place names a service that is not allowed', async () => {
    for (const service of [
      'https://evil.example/',
      'http://smba.trafficmanager.net/',
      'file:///etc/passwd',
      '',
    ])
      expect(await kindOf(world.chat.show(SAMPLE_CARDS.answer, { ...channel(), service }))).toBe('broken');
    expect(world.stub.calls).toEqual([]);
  });
});

describe('many cards for one conversation', () => {
  it('arrive in order and within its limits', async () => {
    const sentences = Array.from({ length: 9 }, (_, at) => `card ${at}`);
    await Promise.all(sentences.map((sentence) => world.chat.show({ card: 'answer', sentence }, channel())));
    const seen = [...world.stub.messages.values()].map(({ activity }) => activity.summary);
    expect(seen).toEqual(sentences);
    // The stub answers 429 to the eighth within a second, and every call is counted.
    expect(world.stub.calls).toHaveLength(9);
  });
});
