import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Door, openDoor } from './door.ts';
import {
  click,
  command,
  direct,
  event,
  HOOK,
  homeOpened,
  mention,
  messageShortcut,
  options,
  shortcut,
  submission,
  viewClick,
} from './payloads.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const kinds = () => door.heard.map(({ kind }) => kind);
const FORM = 'application/x-www-form-urlencoded';

describe('what Slack posts', () => {
  it('comes through one door, whatever it is', async () => {
    const answers = [
      await door.form(command()),
      await door.interact(click()),
      await door.interact(viewClick()),
      await door.interact(submission()),
      await door.interact(shortcut()),
      await door.interact(messageShortcut()),
      await door.event(event(mention())),
      await door.event(event(direct())),
      await door.event(event(homeOpened())),
    ];
    for (const answer of answers) expect(answer).toEqual({ status: 200, body: '' });
    expect(kinds()).toEqual([
      ...['command', 'action', 'action', 'submission', 'shortcut', 'message-shortcut'],
      ...['message', 'message', 'home'],
    ]);
    expect(door.logged).toEqual([]);
  });

  it('may name a charset, in any case', async () => {
    await door.form(command({ text: 'öffne' }), { type: `${FORM}; charset=utf-8` });
    await door.event(event(direct()), { type: 'Application/JSON;charset=UTF-8' });
    expect(kinds()).toEqual(['command', 'message']);
    expect(door.heard[0]).toMatchObject({ text: 'öffne' });
  });

  it('is answered at once with what it asks for', async () => {
    const ask = async (payload: object) => JSON.parse((await door.interact(payload)).body);
    door.incoming = async () => ({ options: [{ text: 'vm-prod-01', value: 'k1', note: 'rg-prod' }] });
    expect(await ask(options('prod'))).toEqual({
      options: [
        {
          text: { type: 'plain_text', text: 'vm-prod-01', emoji: false },
          value: 'k1',
          description: { type: 'plain_text', text: 'rg-prod', emoji: false },
        },
      ],
    });
    door.incoming = async () => ({ errors: { vm: 'Pick a VM.' } });
    expect(await ask(submission())).toEqual({ response_action: 'errors', errors: { vm: 'Pick a VM.' } });
    door.incoming = async () => ({ update: { type: 'modal' } });
    expect(await ask(submission({ trigger_id: '2' }))).toEqual({
      response_action: 'update',
      view: { type: 'modal' },
    });
    door.incoming = async () => undefined;
    expect(await ask(options(''))).toEqual({ options: [] });
  });

  it('has the address proven and the certificate looked at, without anybody being asked', async () => {
    const proof = await door.event({ type: 'url_verification', challenge: 'abc', token: 'old' });
    expect(proof).toEqual({ status: 200, body: '{"challenge":"abc"}' });
    const unsigned = { headers: { 'x-slack-signature': undefined } };
    const check = await door.form({ ssl_check: '1', payload: JSON.stringify(click()) }, unsigned);
    expect(check).toEqual({ status: 200, body: '' });
    expect(door.heard).toEqual([]);
  });

  it('is answered with 200 and noted when it is none of ours', async () => {
    const odd = [
      await door.event({ type: 'event_callback' }),
      await door.event('not json'),
      await door.event('[]'),
      await door.event({ event: null }),
      await door.event({ event: { type: 'message', user: {} } }),
      await door.form('payload=%7Bbroken'),
      await door.form('nothing=here'),
      await door.interact({ type: 'view_closed', view: {} }),
      await door.interact(click({ actions: [] })),
      await door.interact(click({ user: null })),
      await door.form('x', { type: 'text/plain' }),
    ];
    for (const { status, body } of odd) expect([status, body]).toEqual([200, '']);
    expect(door.heard).toEqual([]);
    expect(door.logged.length).toBeGreaterThanOrEqual(odd.length);
  });

  it('is heard whatever the button is called: an older deployment may have put it there', async () => {
    const [action] = click().actions;
    await door.interact(click({ actions: [{ ...action, action_id: 'retired-long-ago' }] }));
    expect(door.heard).toMatchObject([{ kind: 'action', action: 'retired-long-ago' }]);
  });

  it('is refused when it is too much to be theirs', async () => {
    const { status } = await door.event(`"${'x'.repeat(1024 * 1024)}"`);
    expect([status, door.heard]).toEqual([413, []]);
  });
});

describe('an answer within Slack’s time', () => {
  it('is given though the work never ends', async () => {
    door.incoming = () => new Promise(() => undefined);
    const answers = await Promise.all([
      door.form(command()),
      door.interact(options('p')),
      door.event(event(mention())),
    ]);
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual([
      '200 ',
      '200 {"options":[]}',
      '200 ',
    ]);
  });

  it('waits for what must be saved first, events among them', async () => {
    let saved = false;
    door.incoming = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      saved = true;
      return undefined;
    };
    await door.event(event(mention()));
    expect(saved).toBe(true);
  });

  it('is given when the work fails, and the person is told where that is possible', async () => {
    door.incoming = () => Promise.reject(new Error('disk full'));
    expect(await door.interact(click())).toEqual({ status: 200, body: '' });
    expect(door.told).toMatchObject([[HOOK, { text: expect.stringContaining('Something failed') }]]);
    expect(door.logged).toEqual([expect.stringContaining('could not be handled')]);
    expect(door.logged.join()).not.toContain('hooks.slack.com');
    expect(await door.event(event(mention()))).toEqual({ status: 200, body: '' });
  });
});
