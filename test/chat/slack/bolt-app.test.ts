import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBoltApp } from '../../../src/chat/slack/door/bolt-app.ts';
import { libraryLog } from '../../../src/chat/slack/door/library-log.ts';
import { createWire } from '../../../src/chat/slack/send/clients.ts';
import type { Delivery } from '../../../src/chat/slack/wire.ts';
import { type ApiStub, startApiStub } from './api-stub.ts';
import { click, command } from './payloads.ts';

const logged: string[] = [];
const note = (facts: object, message: string): void =>
  void logged.push(`${message} ${JSON.stringify(facts)}`);
const log = { info: note, warn: note, error: note };

describe('a token that Slack does not take', () => {
  let stub: ApiStub;
  beforeAll(async () => {
    stub = await startApiStub();
    stub.answers.set('auth.test', { ok: false, error: 'invalid_auth' });
  });
  afterAll(() => stub.close());

  it('ends no process: nothing asks before somebody wants to know, and deliveries are heard', async () => {
    const died: unknown[] = [];
    const die = (reason: unknown): void => void died.push(reason);
    process.on('unhandledRejection', die);
    const wire = createWire({ botToken: 'xoxb-dead', apiUrl: `${stub.url}/api/` }, log);
    const heard: Delivery[] = [];
    const deliver = createBoltApp({
      incoming: async (delivery) => {
        heard.push(delivery);
        return undefined;
      },
      ...{ respond: wire.now.respond, log },
    });
    await deliver(command());
    await deliver(click());
    expect([heard.length, stub.asked.length]).toEqual([2, 0]);
    await expect(wire.now.self()).rejects.toMatchObject({ kind: 'refused', code: 'invalid_auth' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', die);
    expect(died).toEqual([]);
  });
});

describe('the log of the library', () => {
  it('has its warnings in words, never what may hold a token or an address', () => {
    logged.length = 0;
    const written = libraryLog(log);
    written.debug('a payload with https://hooks.slack.com/secret');
    written.info('connected');
    written.warn('slow', { token: 'xoxb-secret' });
    written.error(new Error('broken'));
    expect(logged).toEqual([
      expect.stringContaining('slow [object]'),
      expect.stringContaining('Error: broken'),
    ]);
  });
});
