import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoors, type Doors } from '../../../src/chat/slack/door/doors.ts';
import { createSocket } from '../../../src/chat/slack/door/socket.ts';
import type { Delivery, Reply } from '../../../src/chat/slack/wire.ts';
import { type ApiStub, startApiStub } from './api-stub.ts';
import { settingsFor } from './door.ts';
import { command, event, mention, submission } from './payloads.ts';
import { type SocketStub, startSocketStub } from './socket-stub.ts';

let api: ApiStub;
let slack: SocketStub;
let doors: Doors;
let heard: Delivery[];
let logged: string[];
let incoming: (delivery: Delivery) => Promise<Reply>;

beforeEach(async () => {
  [api, slack] = await Promise.all([startApiStub(), startSocketStub()]);
  api.answers.set('apps.connections.open', { ok: true, url: slack.url });
  [heard, logged] = [[], []];
  incoming = async () => undefined;
  const note = (facts: object, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(facts)}`);
  doors = createDoors(settingsFor({ socket: true, appToken: 'xapp-secret', apiUrl: `${api.url}/api/` }), {
    incoming: (delivery) => {
      heard.push(delivery);
      return incoming(delivery);
    },
    respond: async () => undefined,
    log: { info: note, warn: note, error: note },
  });
  doors.start();
});
afterEach(async () => {
  await doors.stop();
  await Promise.all([api.close(), slack.close()]);
});

const silence = { info: () => undefined, warn: () => undefined, error: () => undefined };

const until = async (is: () => boolean): Promise<void> => {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('Socket Mode', () => {
  it('hears the same deliveries, and answers them by their envelope', async () => {
    await until(() => slack.connections === 1);
    incoming = async ({ kind }) => (kind === 'submission' ? { errors: { vm: 'Pick a VM.' } } : undefined);
    slack.send({ envelope_id: 'e1', type: 'slash_commands', payload: command() });
    slack.send({ envelope_id: 'e2', type: 'interactive', payload: submission() });
    await until(() => slack.received.length === 2);
    expect(heard.map(({ kind }) => kind)).toEqual(['command', 'submission']);
    expect(slack.received).toEqual([
      { envelope_id: 'e1', payload: {} },
      { envelope_id: 'e2', payload: { response_action: 'errors', errors: { vm: 'Pick a VM.' } } },
    ]);
    expect(api.asked[0]).toMatchObject({
      path: '/api/apps.connections.open',
      authorization: 'Bearer xapp-secret',
    });
  });

  it('says that it heard an event only once it was worked on', async () => {
    await until(() => slack.connections === 1);
    let finish = (): void => undefined;
    incoming = () => new Promise((resolve) => (finish = () => resolve(undefined)));
    slack.send({ envelope_id: 'e1', type: 'events_api', payload: event(mention()) });
    await until(() => heard.length === 1);
    expect(slack.received).toEqual([]);
    finish();
    await until(() => slack.received.length === 1);
  });

  it('connects again when Slack ends the connection', async () => {
    await until(() => slack.connections === 1);
    slack.drop();
    await until(() => slack.connections === 2);
    slack.send({ envelope_id: 'e1', type: 'slash_commands', payload: command() });
    await until(() => heard.length === 1);
  });

  it('connects again when Slack takes the connection and says nothing', async () => {
    await until(() => slack.connections === 1);
    await doors.stop();
    slack.silent = true;
    const parts = {
      appToken: 'xapp-1',
      apiUrl: `${api.url}/api/`,
      deliver: async () => undefined,
      helloMs: 200,
    };
    const socket = createSocket({ ...parts, log: silence });
    socket.start();
    await until(() => slack.connections === 3);
    slack.silent = false;
    await socket.stop();
  });

  it('acknowledges a click that is under way before it hangs up', async () => {
    await until(() => slack.connections === 1);
    let finish = (): void => undefined;
    incoming = () => new Promise((resolve) => (finish = () => resolve(undefined)));
    slack.send({ envelope_id: 'e1', type: 'interactive', payload: submission() });
    await until(() => heard.length === 1);
    const stopped = doors.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish();
    await stopped;
    expect(slack.received).toEqual([{ envelope_id: 'e1', payload: {} }]);
  });

  it('outlives a refusal, and shows no token in the log', async () => {
    await until(() => slack.connections === 1);
    api.answers.set('apps.connections.open', { ok: false, error: 'invalid_auth' });
    slack.drop();
    await until(() => logged.some((line) => line.includes('could not connect')));
    api.answers.set('apps.connections.open', { ok: true, url: slack.url });
    await until(() => slack.connections === 2);
    expect(logged.join()).not.toMatch(/xapp|ws:/);
  });
});
