import { describe, expect, it } from 'vitest';
import { AVERY } from '../../sandbox/demo/people.ts';
import { createApprovalDesk } from '../../src/flow/confirm/desk.ts';
import { openSignIn } from '../web/sign-in-stand.ts';

const opened = async () => {
  const stand = await openSignIn();
  await stand.ask();
  await stand.world.click(AVERY, 'approve', 'approval');
  const link = stand.linkOf(AVERY);
  return { ...stand, link, path: new URL(link).pathname + new URL(link).search };
};

describe('H4: the page behind the sign-in', () => {
  it('is four doors', async () => {
    const { routes } = await openSignIn();
    expect(routes.map(({ method, path, signedBy }) => [method, path, signedBy])).toEqual([
      ['GET', '/approval', 'a link that was told to one person alone; it shows, and changes nothing'],
      ['POST', '/approval/sign-in', 'a single-use link, and the page that it was pressed on'],
      [
        'GET',
        '/approval/signed-in',
        'the company’s sign-in, with state, nonce and PKCE, in the browser that began it',
      ],
      [
        'POST',
        '/approval/approve',
        'a person who signed in for this approval, and the page that it was pressed on',
      ],
    ]);
  });

  it('a scanner that fetches the link, by GET and HEAD, uses nothing up and learns nothing', async () => {
    const { world, call, path, link, visitor } = await opened();
    for (const method of ['GET', 'HEAD', 'GET']) {
      const scanned = await call(path, { method, from: '198.51.100.250' });
      expect(scanned.status).toBe(200);
      for (const word of ['vm-prod-02', 'Riley', 'Avery', 'aj-000001'])
        expect(scanned.text).not.toContain(word);
    }
    const { signIn, approve } = visitor();
    expect((await approve(await signIn(link, AVERY))).status).toBe(200);
    expect((await world.request()).approvals).toHaveLength(1);
  });

  it('the answer of the sign-in is heard in the browser that began it, and there alone', async () => {
    const { link, visitor, call } = await opened();
    const [mine, others] = [visitor(), visitor()];
    const back = await mine.authorize(await mine.begin(link), AVERY);
    expect((await others.load(back)).status).toBe(403);
    expect((await call(back, { from: '198.51.100.250' })).status).toBe(403);
    expect((await mine.load('/approval/signed-in?code=x&state=y')).status).toBe(403);
    expect((await mine.load(back)).status).toBe(200);
  });

  it('only a press on the page of whoever signed in approves', async () => {
    const { world, link, visitor, call } = await opened();
    const { signIn, send, approve, hidden, cookies } = visitor();
    const page = await signIn(link, AVERY);
    const form = { signed: hidden(page, 'signed'), page: hidden(page, 'page') };
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const from = { method: 'POST', from: '203.0.113.50', form } as const;
    const tried = [
      await call('/approval/approve', from),
      await call('/approval/approve', { ...from, headers: { cookie, origin: 'https://evil.example' } }),
      await call('/approval/approve', { ...from, headers: { cookie, 'sec-fetch-site': 'cross-site' } }),
      await send('/approval/approve', { ...form, signed: 'x' }),
      await send('/approval/approve', { ...form, page: 'x' }),
      await send('/approval/approve', { page: form.page, person: AVERY.id }),
    ];
    expect(tried.map(({ status }) => status)).toEqual(Array(6).fill(403));
    expect((await world.request()).approvals).toEqual([]);
    expect((await approve(page)).status).toBe(200);
  });

  it('nothing that is stored approves: no link, state or session is in it as it is', async () => {
    const { world, link, visitor } = await opened();
    const kept: string[] = [];
    const { remember } = world.store;
    Object.assign(world.store, {
      remember: (key: string, value: unknown, until?: Date) => {
        kept.push(key, JSON.stringify(value));
        return remember(key, value, until);
      },
    });
    const { begin, authorize, load, hidden, cookies } = visitor();
    const page = await load(await authorize(await begin(link), AVERY));
    const secrets = [
      link.split('=')[1] ?? '',
      hidden(page, 'signed'),
      cookies.get('__Host-ajar-sign-in') ?? '',
    ];
    expect(secrets.every((secret) => secret.length > 20)).toBe(true);
    for (const secret of secrets) expect(kept.join(' ')).not.toContain(secret);
  });
});

describe('H15: the page behind the sign-in', () => {
  it('the same press again acts once, and says the same', async () => {
    const { world, link, visitor } = await opened();
    const { signIn, approve } = visitor();
    const page = await signIn(link, AVERY);
    const texts = (await Promise.all([approve(page), approve(page)])).map(({ text }) => text);
    expect(new Set([...texts, (await approve(page)).text]).size).toBe(1);
    expect((await world.audit()).filter((line) => line.startsWith('Avery approve'))).toHaveLength(1);
  });

  it('the same press at two processes at once acts once, and both call it approved', async () => {
    const { world, link } = await opened();
    const desks = [1, 2].map(() => createApprovalDesk(world.runner.deps));
    const waiting = (await desks[0]?.find({ token: link.split('=')[1] ?? '' })) ?? '';
    const pressed = await Promise.all(desks.map((desk) => desk.approve(waiting, AVERY.id)));
    const done = { done: true, sentence: expect.stringContaining('Approved aj-000001') };
    expect(pressed).toEqual([done, done]);
    expect((await world.audit()).filter((line) => line.startsWith('Avery refused'))).toEqual([]);
  });

  it('an answer of the sign-in is good once, and so is a link', async () => {
    const { link, path, visitor } = await opened();
    const { begin, authorize, load } = visitor();
    const sent = await begin(link);
    const [back, another] = [await authorize(sent, AVERY), await authorize(sent, AVERY)];
    expect((await load(back)).status).toBe(200);
    expect((await load(back)).status).toBe(403);
    // With a code of its own, which the sign-in would take.
    expect((await load(another)).status).toBe(403);
    expect((await load(path)).status).toBe(404);
  });

  it('a page that was left open is good for five minutes', async () => {
    const { world, link, visitor } = await opened();
    const { signIn, approve } = visitor();
    const page = await signIn(link, AVERY);
    world.clock.pass(5 * 60_000 + 1);
    expect((await approve(page)).status).toBe(403);
    expect((await world.request()).approvals).toEqual([]);
  });
});
