import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTeamsChat } from '../../src/chat/teams/chat.ts';
import { activity } from '../chat/teams/activities.ts';
import { settingsFor, startWorld, type World } from '../chat/teams/world.ts';
import { RILEY } from '../contracts/sample-cards.ts';

describe('H4: Teams has one door, and it is signed', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('is the whole list of its routes', () => {
    const routes = world.chat.routes.map(({ method, path, signedBy }) => [method, path, signedBy]);
    expect(routes).toEqual([['POST', '/api/messages', 'the Bot Framework, with a JWT for our app']]);
  });

  it('believes no header about who is there', async () => {
    const headers = {
      'x-user': RILEY.id,
      'x-ms-client-principal-id': RILEY.id,
      'x-forwarded-user': RILEY.id,
    };
    const reply = await world.post(activity(world.stub.url), { authorization: null, headers });
    expect([reply.status, world.heard.saids]).toEqual([401, []]);
  });

  it('cannot be opened by leaving the app id out', () => {
    const deps = { store: {} as never, clock: {} as never, log: {} as never };
    const start = () => createTeamsChat(settingsFor({ appId: '' }), deps);
    expect(start).toThrow('appId: found ""');
  });
});

describe('H4: without signatures only this machine is heard', () => {
  let world: World;
  beforeAll(async () => {
    const open = { auth: 'off', bind: '127.0.0.1', production: false, tenants: [], roster: 'off' } as const;
    world = await startWorld(open);
  });
  afterAll(() => world.stop());

  it('takes what comes from here and is meant for here', async () => {
    expect((await world.post(activity(world.stub.url), { authorization: null })).status).toBe(200);
  });

  it('refuses what a page in a browser was made to send', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }])
      expect((await world.post(activity(world.stub.url), { headers })).status).toBe(403);
  });

  it('refuses a name that was bent to this machine', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const sent = request(world.url, { method: 'POST', headers: { host: 'evil.example' } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      });
      sent.on('error', reject).end('{}');
    });
    expect(status).toBe(403);
  });

  it('refuses what a tunnel or proxy on this machine passed on, and says why in the log', async () => {
    const passedOn = [
      'forwarded',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'X-Forwarded-Any',
    ];
    for (const name of passedOn) {
      world.logged.length = 0;
      const reply = await world.post(activity(world.stub.url), { headers: { [name]: '' } });
      expect([reply.status, world.heard.saids.length]).toEqual([403, 1]);
      expect(world.logged).toEqual([
        expect.stringContaining(`its ${name.toLowerCase()} header says that a tunnel or proxy passed it on`),
      ]);
    }
  });

  it('sends nowhere else, whatever serviceUrl it is told', async () => {
    const reply = await world.post(activity('https://smba.trafficmanager.net/emea/'));
    expect([reply.status, world.heard.saids.length]).toEqual([403, 1]);
  });
});
