import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoors } from '../../src/chat/slack/door/doors.ts';
import { type Door, openDoor, SECRET, type Spoilt, settingsFor } from '../chat/slack/door.ts';
import { click, command, event, mention, USER } from '../chat/slack/payloads.ts';

const OLD = 'fedcba9876543210'.repeat(2);

describe('H4: Slack has one door, and it is signed', () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => door.close());

  const refused = async (spoilt: Spoilt) => {
    const answers = [
      await door.form(command(), spoilt),
      await door.interact(click(), spoilt),
      await door.event(event(mention()), spoilt),
    ];
    for (const { status, body } of answers)
      expect([status, body]).toEqual([401, 'Slack did not sign this.\n']);
    expect(door.heard).toEqual([]);
  };

  it('is the whole list of its routes; with Socket Mode there is none', () => {
    const none = {} as never;
    const routes = (change = {}) =>
      createDoors(settingsFor(change), none).routes.map(({ method, path, signedBy }) => [
        method,
        path,
        signedBy,
      ]);
    expect(routes()).toEqual([['POST', '/slack/events', "Slack, with our app's signing secret"]]);
    expect(routes({ socket: true, appToken: 'xapp-1' })).toEqual([]);
  });

  it('is shut to what is not signed, or half signed', async () => {
    await refused({ headers: { 'x-slack-signature': undefined } });
    await refused({ headers: { 'x-slack-request-timestamp': undefined } });
    await refused({ headers: { 'x-slack-signature': 'v0=' } });
  });

  it('is shut to what another secret signed', async () => {
    await refused({ secret: OLD });
    await refused({ secret: SECRET.toUpperCase() });
  });

  it('is shut to another body under a good signature', async () => {
    await door.form(command());
    expect(door.heard).toHaveLength(1);
    door.heard.length = 0;
    const { sign } = await import('../../src/chat/slack/door/signature.ts');
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = sign('text=list', timestamp, SECRET);
    await refused({ headers: { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } });
  });

  it('is shut to an older way of signing, and to a time that is none', async () => {
    await refused({ headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } });
    for (const time of ['', 'now', '1e9', '-1', '9'.repeat(40)])
      await refused({ headers: { 'x-slack-request-timestamp': time } });
  });

  it('believes no header about who is there', async () => {
    await door.form(command(), { headers: { 'x-user': 'U0MALLORY1', 'x-slack-user': 'U0MALLORY1' } });
    expect(door.heard).toMatchObject([{ user: USER }]);
  });

  it('does not fill the log with those who knock', async () => {
    for (let knock = 0; knock < 20; knock++) await door.form(command(), { secret: OLD });
    expect(door.logged).toHaveLength(1);
    expect(door.logged[0]).not.toContain('open 3389');
  });
});

describe('H4: while the secret is changed', () => {
  it('both the old one and the new one sign, and no third', async () => {
    const door = await openDoor({ signingSecrets: [SECRET, OLD] });
    const statuses = [];
    for (const [n, secret] of [SECRET, OLD, '1'.repeat(32)].entries())
      statuses.push((await door.form(command({ trigger_id: `${n}` }), { secret })).status);
    expect([statuses, door.heard.length]).toEqual([[200, 200, 401], 2]);
    await door.close();
  });

  it('an empty list lets nobody in', async () => {
    const door = await openDoor({ signingSecrets: [] });
    expect((await door.form(command(), { secret: OLD })).status).toBe(401);
    await door.close();
  });
});
