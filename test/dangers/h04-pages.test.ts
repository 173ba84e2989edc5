import { describe, expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { linkOf, openStand, pathOf } from '../web/stand.ts';

const HOME = '203.0.113.77';

async function asked() {
  const stand = await openStand();
  await stand.world.say(RILEY, 'open 22 on web-01 for 1h');
  return { ...stand, link: linkOf(stand.world, RILEY) };
}

describe('H4: the pages have three doors, and each takes a single-use secret', () => {
  it('is the whole list of their routes', async () => {
    const { routes } = await openStand();
    expect(routes.map(({ method, path, signedBy }) => [method, path, signedBy])).toEqual([
      ['GET', '/address', 'a link that was told to one person alone; it shows, and changes nothing'],
      ['POST', '/address', 'a single-use link, and the page that it was pressed on'],
      ['POST', '/address/terminal', 'a single-use code that stands for such a link'],
    ]);
  });

  it('a scanner that fetches the link first, by GET and HEAD, uses nothing up', async () => {
    const { world, call, open, link } = await asked();
    const before = JSON.stringify(await world.store.events({ limit: 100 }));
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
      const scanned = await call(pathOf(link), { method, from: '198.51.100.250' });
      expect(scanned.status).toBe(200);
      if (method === 'HEAD') expect(scanned.text).toBe('');
    }
    expect(JSON.stringify(await world.store.events({ limit: 100 }))).toBe(before);
    expect(await world.store.list({ requester: RILEY.id, limit: 1 })).toEqual([]);
    expect((await (await open(link, HOME)).press()).status).toBe(200);
    const [request] = await world.store.list({ requester: RILEY.id, limit: 1 });
    expect(request?.request.grants[0]?.source).toBe(`${HOME}/32`);
  });

  it('no page says anything of a link that is not good, nor of whose it was', async () => {
    const { call, link } = await asked();
    for (const path of [
      '/address',
      '/address?link=',
      `${pathOf(link).slice(0, -1)}x`,
      `${pathOf(link)}&link=x`.replace('link=', 'lnk='),
    ]) {
      const shown = await call(path, { from: HOME });
      expect(shown.status, path).toBe(404);
      for (const word of ['web-01', 'Riley', '22/tcp']) expect(shown.text).not.toContain(word);
    }
  });

  it('nothing but a press on the page itself hands anything over', async () => {
    const { world, open, call, link } = await asked();
    const token = link.split('=')[1] ?? '';
    const form = { link: token, page: 'x', use: 'address' };
    const { press } = await open(link, HOME);
    const tried = [
      await call(pathOf(link), { method: 'PUT' }),
      await call('/address', { method: 'POST', form, from: HOME }),
      await call('/address', {
        method: 'POST',
        form,
        headers: { origin: 'https://ajar.example' },
        from: HOME,
      }),
      await press({ page: 'guessed-word-guessed-wor' }),
      await press({ page: '' }),
      await press({}, { headers: { cookie: '' } }),
      await press({ page: '' }, { headers: { cookie: '' } }),
      await press({}, { headers: { 'sec-fetch-site': 'cross-site' } }),
      await press({}, { headers: { 'sec-fetch-site': 'same-site' } }),
      await press({}, { headers: { 'sec-fetch-site': 'none' } }),
      await press({}, { headers: { 'content-type': 'text/plain' } }),
      await press({ network: 'x'.repeat(3_000) }),
    ];
    expect(tried.map(({ status }) => status)).toEqual([405, ...Array(9).fill(403), 415, 413]);
    expect(await world.store.list({ requester: RILEY.id, limit: 1 })).toEqual([]);
    expect((await press()).status).toBe(200);
  });

  it('an old browser, which does not say which site a form is of, is believed by its origin alone', async () => {
    const { call, open, link } = await asked();
    const { page } = await open(link, HOME);
    const cookie = String(page.headers['set-cookie']).split(';')[0] ?? '';
    const form = { link: link.split('=')[1] ?? '', page: cookie.split('=')[1] ?? '' };
    const press = async (origin: Record<string, string>): Promise<number> =>
      (await call('/address', { method: 'POST', form, from: HOME, headers: { cookie, ...origin } })).status;
    const tried = [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: 'https://ajar.example' },
    ];
    expect(await Promise.all(tried.map(press))).toEqual([403, 403, 403, 200]);
  });

  it('believes no header about who is there, and X-Forwarded-For only from a trusted proxy', async () => {
    const { open, link, world } = await asked();
    const { press } = await open(link, `198.51.100.66, ${HOME}`);
    await press(
      { person: 'somebody', source: '198.51.100.66' },
      { headers: { forwarded: 'for=198.51.100.66', 'x-user': 'x' } },
    );
    const [request] = await world.store.list({ requester: RILEY.id, limit: 1 });
    expect(request?.request).toMatchObject({
      requester: { id: RILEY.id },
      grants: [{ source: `${HOME}/32` }],
    });
  });

  it('pages load, run, frame, keep and tell nothing', async () => {
    const { open, link } = await asked();
    const { page } = await open(link, HOME);
    expect(page.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      ),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': expect.stringContaining('noindex'),
      'set-cookie': [
        expect.stringMatching(/^__Host-ajar=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
      ],
    });
    expect(page.text).not.toMatch(/<script|src=|https?:\/\/(?!ajar\.example)/);
  });
});

describe('H4: trying secrets leads nowhere', () => {
  it('wrong links of one address are bounded, and others go on', async () => {
    const { call, open, link } = await asked();
    const tries = [];
    for (let n = 0; n < 22; n += 1)
      tries.push((await call(`/address?link=${n}`, { from: '198.51.100.9' })).status);
    expect(tries.slice(18)).toEqual([404, 404, 429, 429]);
    expect((await open(link, '198.51.100.9')).page.status).toBe(429);
    expect((await open(link, HOME)).page.status).toBe(200);
  });

  it('wrong codes are bounded for each address, and for all of them together', async () => {
    const { call, open, link } = await asked();
    const { code } = await open(link, HOME);
    const send = async (word: string, from: string): Promise<number> =>
      (await call('/address/terminal', { method: 'POST', form: { code: word }, from })).status;
    const own = [];
    for (let n = 0; n < 6; n += 1) own.push(await send('7K2M-9QXY', `2001:db8::${n + 1}`));
    expect(own).toEqual([404, 404, 404, 404, 404, 429]); // one network, whatever it calls itself
    for (let n = 0; n < 95; n += 1) await send('7K2M-9QXY', `198.51.100.${n + 1}`);
    expect(await send('7K2M-9QXY', '192.0.2.1')).toBe(429);
    expect(await send(code, HOME)).toBe(429);
  });

  it('a page of another site cannot send a code from somebody’s browser', async () => {
    const { call, open, link } = await asked();
    const { code } = await open(link, HOME);
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      const sent = await call('/address/terminal', { method: 'POST', form: { code }, from: HOME, headers });
      expect(sent.status).toBe(403);
    }
  });

  it('what is stored opens nothing: no link and no code is in it', async () => {
    const { world, open, link } = await asked();
    const kept: string[] = [];
    const { recall } = world.store;
    Object.assign(world.store, {
      recall: async (key: string, now: Date) => {
        const value = await recall(key, now);
        kept.push(key, JSON.stringify(value));
        return value;
      },
    });
    const { press, code } = await open(link, HOME);
    await press();
    expect(kept.length).toBeGreaterThan(6);
    for (const secret of [link.split('=')[1] ?? 'x', code, code.replace('-', '').toLowerCase()])
      expect(kept.join(' ')).not.toContain(secret);
  });
});
