import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RILEY } from '../../contracts/sample-cards.ts';
import { activity } from './activities.ts';
import { APP_ID, type Claims } from './signer.ts';
import { startWorld, type World } from './world.ts';

describe('the endpoint believes only what the Bot Framework signed for us', () => {
  let world: World;
  const printed: unknown[] = [];
  const print = console.error;
  beforeAll(async () => {
    world = await startWorld();
    console.error = (...words: unknown[]) => void printed.push(words);
  });
  afterAll(async () => {
    console.error = print;
    await world.stop();
  });

  it('takes a good token', async () => {
    const { status } = await world.post(activity(world.stub.url, { text: 'hello' }));
    expect(status).toBe(200);
    expect(world.heard.saids.map(({ text }) => text)).toEqual(['hello']);
  });

  const past = Math.floor(Date.now() / 1000) - 900;
  const bad: Record<string, (stub: World['stub']) => string | null> = {
    'no header': () => null,
    'an empty header': () => '',
    'only the word Bearer': () => 'Bearer',
    'another scheme': () => 'Basic YTpi',
    'no token at all': () => 'Bearer x.y.z',
    'another signature': (stub) => `Bearer ${stub.token({}, {}, stub.otherKey)}`,
    'no signature': (stub) => `Bearer ${stub.token({}, {}, 'none')}`,
    'the public key as a shared secret': (stub) => `Bearer ${stub.token({}, {}, 'hmac')}`,
    'another audience': (stub) => `Bearer ${stub.token({ aud: 'somebody-else' })}`,
    'another issuer': (stub) => `Bearer ${stub.token({ iss: 'https://issuer.example' })}`,
    expired: (stub) => `Bearer ${stub.token({ nbf: past - 60, exp: past })}`,
    'not yet valid': (stub) => `Bearer ${stub.token({ nbf: past + 1800 + 900 })}`,
    'another serviceUrl': (stub) =>
      `Bearer ${stub.token({ serviceurl: 'https://smba.trafficmanager.net/x/' })}`,
    'no serviceUrl': (stub) => `Bearer ${stub.token({ serviceurl: undefined })}`,
    'an unknown key': (stub) => `Bearer ${stub.token({}, { kid: 'nobody' })}`,
    'a token of Entra for our own app': (stub) => `Bearer ${stub.token(entraClaims())}`,
    'a token with junk around it': (stub) => `Bearer ${stub.token()} , Bearer ${stub.token()}`,
  };
  for (const [name, header] of Object.entries(bad))
    it(`answers 401 to ${name}`, async () => {
      const heard = world.heard.saids.length;
      const reply = await world.post(activity(world.stub.url), { authorization: header(world.stub) });
      expect([reply.status, reply.text]).toEqual([401, '']);
      expect(world.heard.saids).toHaveLength(heard);
    });

  it('prints nothing of a bad token; the log says so once, without the token', async () => {
    world.logged.length = 0;
    const token = world.stub.token({}, {}, world.stub.otherKey);
    await world.post(activity(world.stub.url), { authorization: `Bearer ${token}` });
    expect(printed).toEqual([]);
    expect(world.logged).toHaveLength(1);
    expect(world.logged.join()).not.toContain(token.slice(-40));
  });
});

/** Entra gives these to whoever holds our secret; they bind no serviceUrl. */
function entraClaims(): Claims {
  const tenant = 'd6d49420-f39b-4df7-a1dc-d59a935871db';
  return { iss: `https://sts.windows.net/${tenant}/`, appid: APP_ID, ver: '1.0', tid: tenant };
}

describe('when the keys of the Bot Framework cannot be read', () => {
  it('answers 503 and does nothing: cannot tell is never yes', async () => {
    const world = await startWorld({}, 'http://127.0.0.1:1/none');
    try {
      expect((await world.post(activity(world.stub.url))).status).toBe(503);
      expect(world.heard.saids).toEqual([]);
    } finally {
      await world.stop();
    }
  });
});

describe('a signature says nothing of the body, so the endpoint looks at the body', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const other = '33333333-3333-4333-8333-333333333333';
  const wrong: Record<string, [object, number]> = {
    'another tenant': [{ conversation: { id: 'a:x', tenantId: other }, channelData: null }, 403],
    'two tenants that disagree': [{ channelData: { tenant: { id: other } } }, 403],
    'no tenant': [{ conversation: { id: 'a:x' }, channelData: null }, 403],
    'another channel': [{ channelId: 'slack' }, 401],
    'no channel': [{ channelId: undefined }, 400],
    'no type': [{ type: undefined }, 400],
    'no sender': [{ from: undefined }, 400],
    'a sender that is no object': [{ from: 'riley' }, 400],
    'a time in the future': [{ timestamp: new Date(Date.now() + 3_600_000).toISOString() }, 403],
  };
  for (const [name, [change, status]] of Object.entries(wrong))
    it(`answers ${status} to ${name}`, async () => {
      const reply = await world.post(activity(world.stub.url, change));
      expect([reply.status, reply.text, world.heard.saids]).toEqual([status, '', []]);
    });

  it('H16: has the flow note whoever writes or clicks from another tenant, by the id that Teams states', async () => {
    world.heard.refusals.length = 0;
    const foreign = { conversation: { id: 'a:foreign', tenantId: other }, channelData: null };
    await world.post(activity(world.stub.url, { ...foreign, id: 'f:1' }));
    await world.post(activity(world.stub.url, { ...foreign, type: 'typing' }));
    expect(world.heard.refusals).toEqual([
      {
        key: 'teams/a:foreign/f:1',
        place: { app: 'teams', service: world.stub.url, conversation: 'a:foreign' },
        person: { id: RILEY.id, name: 'Riley (as Riley writes it)' },
        sentence: `Not answered: the tenant "${other}" is not among those that may ask.`,
      },
    ]);
  });

  it('notes the same outsider in the same conversation once an hour, however much they write', async () => {
    world.heard.refusals.length = 0;
    const from = { id: '29:other', name: 'Other', aadObjectId: '44444444-4444-4444-8444-444444444444' };
    const say = (conversation: string): Promise<unknown> =>
      world.post(
        activity(world.stub.url, {
          ...{ from, conversation: { id: conversation, tenantId: other }, channelData: null },
        }),
      );
    for (const conversation of ['a:1', 'a:1', 'a:2', 'a:1', 'a:2']) await say(conversation);
    expect(world.heard.refusals.map(({ place }) => place.conversation)).toEqual(['a:1', 'a:2']);
  });

  const bodies: Record<string, [string, Record<string, string>, number]> = {
    'no JSON': ['{', {}, 400],
    'a list': ['[1]', {}, 400],
    null: ['null', {}, 400],
    'another content type': ['{}', { 'content-type': 'text/plain' }, 415],
    'a compressed body': ['{}', { 'content-encoding': 'gzip' }, 415],
    'more than 256 KB': [JSON.stringify({ text: 'x'.repeat(300_000) }), {}, 413],
  };
  for (const [name, [body, headers, status]] of Object.entries(bodies))
    it(`answers ${status} to ${name}`, async () => {
      expect((await world.post(body, { headers })).status).toBe(status);
    });

  it('answers 405 to anything but POST', async () => {
    expect((await fetch(world.url)).status).toBe(405);
  });

  it('takes what an allowed host sent, and answers no other', async () => {
    const strict = await startWorld({ serviceHosts: ['smba.trafficmanager.net'] });
    try {
      expect((await strict.post(activity(strict.stub.url))).status).toBe(403);
    } finally {
      await strict.stop();
    }
  });
});
