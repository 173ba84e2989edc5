import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Slack, startSlack } from '../../../sandbox/slack/workspace.ts';
import { createWire } from '../../../src/chat/slack/send/clients.ts';
import { createSends, type Sends } from '../../../src/chat/slack/send/sends.ts';
import type { Message, Wire } from '../../../src/chat/slack/wire.ts';
import { REAL_TIME } from '../../../src/chat/time.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let slack: Slack;
let wire: Wire;
let sends: Sends;

beforeAll(async () => {
  slack = await startSlack({ history: true });
});
beforeEach(() => {
  const settings = { ...slack.settings, history: true };
  wire = createWire(settings, log);
  sends = createSends({ wire: wire.later, settings, log, time: REAL_TIME });
});
afterEach(() => sends.stop(1_000));
afterAll(() => slack.close());

const card = (text: string, mark?: string): Message => ({
  text,
  blocks: [{ type: 'section', text: { type: 'plain_text', text } }],
  ...(mark ? { mark } : {}),
});
const shownIn = (channel: string, text: string) =>
  slack.board.messages().filter((message) => message.channel === channel && message.text === text);

describe('against emulate, as Slack', () => {
  it('posts, redraws, opens a view and publishes a home', async () => {
    const channel = slack.channels.approvals;
    const ts = await sends.show(channel, card('pending'));
    expect(await sends.show(channel, card('open'), { ts })).toBe(ts);
    expect([shownIn(channel, 'pending').length, shownIn(channel, 'open').length]).toEqual([0, 1]);
    const { id } = slack.client('riley').member;
    await sends.home(id, { type: 'home', blocks: [] });
    expect(slack.board.home(id)).toBeDefined();
    expect(await wire.now.permalink(channel, ts)).toMatch(/^https?:/);
  });

  it('knows who we are, who somebody is, and what a channel is', async () => {
    expect(await wire.now.self()).toMatchObject({ team: slack.settings.team });
    expect(await wire.now.user(slack.client('riley').member.id)).toMatchObject({
      ...{ name: 'Riley Requester', email: 'riley@example.com', bot: false, guest: false },
    });
    expect(await wire.now.user(slack.client('stan').member.id)).toMatchObject({ stranger: true });
    expect(await wire.now.channel(slack.channels.partners)).toMatchObject({ external: true });
    expect(await wire.now.direct(slack.client('riley').member.id)).toMatch(/^D/);
  });

  it('finds a post whose answer was lost, so that the card is there once', async () => {
    const channel = slack.channels['on-call'];
    slack.faults.order({ how: 'lost', method: 'chat.postMessage', channel, times: 1 });
    const ts = await sends.show(channel, card('lost and found', 'mark-1'));
    expect(shownIn(channel, 'lost and found').map((message) => message.ts)).toEqual([ts]);
  });

  it('lets no throttled channel delay another, a redraw, or a person who waits', async () => {
    const [throttled, free] = [slack.channels.approvals, slack.channels['war-room']];
    const ts = await sends.show(free, card('before'));
    slack.faults.order({
      how: 'busy',
      times: 1,
      retryAfter: 30,
      method: 'chat.postMessage',
      channel: throttled,
    });
    await expect(sends.show(throttled, card('held'))).rejects.toMatchObject({
      kind: 'busy',
      retryAfterMs: 30_000,
    });
    await sends.show(free, card('free'));
    await sends.show(free, card('after'), { ts });
    await wire.now.aside(free, slack.client('riley').member.id, card('for you'));
    expect(shownIn(free, 'after')).toHaveLength(1);
  });

  it('hands over a file', async () => {
    const channel = slack.channels['on-call'];
    await sends.send(channel, { name: 'audit.csv', title: 'Audit', text: 'a,b\n' });
    expect(slack.calls.map(({ method }) => method)).toContain('files.completeUploadExternal');
  });
});
