import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { OWN_SOURCE } from '../../src/ports/form.ts';
import { FILLED, picked, send } from '../fakes/form.ts';
import { vmOf } from '../fakes/vms.ts';
import { POLICY } from '../fakes/world.ts';
import { linkOf, openStand, PUBLIC_URL, pathOf } from './stand.ts';

const HOME = '203.0.113.77';
const ASKED = 'open 22 on vm-prod-02 for 1h';

it('a missing source is offered a page, whose button hands over the address that the connection came from', async () => {
  const { world, open } = await openStand();
  await world.say(RILEY, ASKED);
  const link = linkOf(world, RILEY);
  expect(link).toMatch(/^https:\/\/ajar\.example\/address\?link=[\w-]{43}$/);
  const { page, press } = await open(link, HOME);
  for (const part of [
    HOME,
    '22/tcp on vm-prod-02',
    'Riley',
    'Open this on the machine you will connect from',
  ])
    expect(page.text).toContain(part);
  const pressed = await press();
  expect([pressed.status, pressed.text]).toEqual([200, expect.stringContaining('Asked as aj-')]);
  await world.settle();
  const request = world.card('request', RILEY)?.card;
  expect(request).toMatchObject({
    request: { status: 'pending', proven: `${HOME}/32`, grants: [{ source: `${HOME}/32` }] },
  });
  const approval = world.card('approval', AVERY)?.card;
  expect(JSON.stringify(approval)).toContain(`Ajar saw a connection from ${HOME} itself`);
});

it('"from my ip" asks for nothing else, even of whoever has used addresses before', async () => {
  const { world, open } = await openStand();
  await world.say(RILEY, 'open 22 on web-01 from 203.0.113.9');
  await world.say(RILEY, 'open 443 on web-01 for 1h from my ip');
  const { press } = await open(linkOf(world, RILEY), HOME);
  expect((await press()).status).toBe(200);
  await world.opened();
  expect(world.cloud.open()).toContain(`443/tcp web-01 ${HOME}/32`);
});

it('without a public address the page is not offered, and "from my ip" says what to write', async () => {
  const { createWorld } = await import('../fakes/world.ts');
  const world = createWorld();
  await world.say(RILEY, ASKED);
  expect(linkOf(world, RILEY)).toBe('');
  await world.say(RILEY, `${ASKED} from my ip`);
  expect(world.told(RILEY)).toContain('has no page that sees it');
});

it('in a channel the link is told in private, whatever was asked for in front of everybody', async () => {
  const { world, open } = await openStand();
  const channel = world.stage.channel('everybody');
  await world.say(RILEY, ASKED, channel);
  const shown = world.stage.messages.at(-1)!;
  expect([shown.place.conversation, JSON.stringify(shown.card)]).toEqual([
    'everybody',
    expect.not.stringContaining(PUBLIC_URL),
  ]);
  const draft = shown.card.card === 'draft' ? shown.card.draft : '';
  const click = { verb: 'choose', draft, choice: 0, fields: {}, place: channel } as const;
  expect(await world.flow.clicked({ ...click, key: world.key(), person: BLAKE })).toMatchObject({
    refused: true,
  });
  await world.flow.clicked({ ...click, key: world.key(), person: RILEY });
  expect(world.stage.messages.filter(({ card }) => JSON.stringify(card).includes(PUBLIC_URL))).toMatchObject([
    { place: { privateTo: RILEY.id } },
  ]);
  await (await open(linkOf(world, RILEY), HOME)).press();
  const [request] = await world.store.list({ requester: RILEY.id, limit: 1 });
  expect(request?.home.place.conversation).toBe('everybody');
});

it('a terminal hands over its address with the code that the page shows', async () => {
  const { world, open, call } = await openStand();
  await world.say(RILEY, ASKED);
  const { page, code } = await open(linkOf(world, RILEY), '203.0.113.5');
  expect(page.text).toContain(`curl -4 -d code=${code} ${PUBLIC_URL}/address/terminal`);
  const sent = await call('/address/terminal', { method: 'POST', form: { code }, from: HOME });
  expect([sent.status, sent.text]).toEqual([200, expect.stringMatching(/^Asked as aj-[0-9a-z]{6}\.\n$/)]);
  expect((await world.request(/aj-\w{6}/.exec(sent.text)?.[0])).grants[0]?.source).toBe(`${HOME}/32`);
  const again = await call('/address/terminal', { method: 'POST', form: { code }, from: HOME });
  expect([again.status, again.text]).toEqual([sent.status, sent.text]);
});

it('takes the family that the VM has: over the other the link stays good, and the page says how to come', async () => {
  const { world, open } = await openStand();
  await world.say(RILEY, ASKED);
  const link = linkOf(world, RILEY);
  const six = await open(link, '2001:db8::7');
  expect(six.page.text).toContain('You came over IPv6 (2001:db8::7), and vm-prod-02 has only IPv4 addresses');
  expect(six.page.text).toContain('curl -4');
  expect(six.page.text).not.toContain('Use this address');
  expect((await six.press({ link: link.split('=')[1] ?? '' })).status).toBe(403);
  const four = await open(link, HOME);
  const forced = await four.press({}, { from: '2001:db8::7' });
  expect([forced.status, forced.text]).toEqual([409, expect.stringContaining('would not let you in')]);
  expect((await four.press()).status).toBe(200);
});

it('takes IPv6 where the VM has it', async () => {
  const { world, open } = await openStand();
  world.cloud.vms.push(vmOf('six-01', [22], { tags: { env: 'dev' }, publicAddresses: ['2001:db8:1::4'] }));
  await world.say(RILEY, 'open 22 on six-01 for 1h from my ip');
  const { page, press } = await open(linkOf(world, RILEY), '2001:db8::7');
  expect(page.text).toContain('curl -6');
  await press();
  await world.opened();
  expect(world.cloud.open()).toContain('22/tcp six-01 2001:db8::7/128');
});

it('warns of a shared address, of a phone network, and of one inside one’s own network', async () => {
  const policy = POLICY.replace(
    'vpn: { cidrs: [198.51.100.0/28] }',
    'vpn: { cidrs: [198.51.100.0/28] }\n  proxy: { cidrs: [203.0.113.0/28], shared: true }\n  mobile: { cidrs: [192.0.2.0/24], phone: true }',
  );
  const { world, open } = await openStand({ policy });
  await world.say(RILEY, ASKED);
  const link = linkOf(world, RILEY);
  const says = async (from: string): Promise<string> => (await open(link, from)).page.text;
  expect(await says('203.0.113.3')).toContain('which is shared with others');
  expect(await says('192.0.2.8')).toContain('of the phone network &quot;mobile&quot;');
  expect(await says('100.64.3.4')).toContain('of a phone network or another carrier');
  expect(await says('10.1.2.3')).toContain('inside your own network');
  expect(await says(HOME)).not.toContain('class="warn"');
});

it('offers the named networks first where the VM is private, in the chat and on the page', async () => {
  const { world, open } = await openStand();
  world.cloud.vms.push(vmOf('inner-01', [22], { tags: { env: 'dev' }, publicAddresses: [] }));
  await world.say(RILEY, 'open 443 on web-01 for 1h from 203.0.113.9');
  await world.say(RILEY, 'open 22 on inner-01 for 1h');
  const card = world.card('draft', RILEY)?.card;
  expect(card?.card === 'draft' && card.choices.map(({ title }) => title)).toEqual(['vpn', '203.0.113.9']);
  const { page, press } = await open(linkOf(world, RILEY), HOME);
  expect(page.text).toContain('It has no public address');
  expect(page.text.indexOf('Use vpn (198.51.100.0/28)')).toBeLessThan(page.text.indexOf('Use this address'));
  await press({ network: 'vpn', use: 'network' });
  await world.opened();
  expect(world.cloud.open()).toContain('22/tcp inner-01 198.51.100.0/28');
});

it('what the policy refuses is refused with its reason, on the page, in the chat and in the log', async () => {
  const policy = POLICY.replace(
    'vpn: {',
    'wide: { cidrs: [10.0.0.0/8] }\n  all: { cidrs: [0.0.0.0/0] }\n  vpn: {',
  ).replace('maxDuration: 3h }', 'maxDuration: 3h, minPrefix: { ipv4: 28, ipv6: 64 } }');
  for (const [network, why] of [
    ['wide', '16777216 addresses, and rule &quot;production&quot; allows 16 addresses at most'],
    ['all', 'as wide as the internet'],
    ['none-such', 'I know no network called'],
  ] as const) {
    const { world, open } = await openStand({ policy });
    await world.say(RILEY, ASKED);
    const pressed = await (await open(linkOf(world, RILEY), HOME)).press({ network });
    expect([pressed.status, pressed.text]).toEqual([409, expect.stringContaining(why)]);
    expect(world.told(RILEY)).not.toBe('');
    expect((await world.audit()).at(-1)).toBe('Riley refused -');
    expect(await world.store.list({ requester: RILEY.id, limit: 1 })).toEqual([]);
  }
});

it('says when it cannot tell where a connection came from, and hands nothing over', async () => {
  const { world, open } = await openStand();
  await world.say(RILEY, ASKED);
  const link = linkOf(world, RILEY);
  for (const from of ['', 'unknown', '203.0.113.7, 127.0.0.1, nonsense', '127.0.0.1']) {
    const { page } = await open(link, from);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('cannot tell the address')]);
    expect(page.text).not.toContain('<button');
  }
  expect((await (await open(link, HOME)).press()).status).toBe(200);
});

it('a press where an answer was given meanwhile, or too late, says so', async () => {
  const { world, open, call } = await openStand();
  await world.say(RILEY, ASKED);
  const link = linkOf(world, RILEY);
  const { press } = await open(link, HOME);
  await world.choose(RILEY, 0);
  expect((await press()).text).toContain('answered already');
  await world.say(RILEY, ASKED);
  const late = linkOf(world, RILEY);
  world.clock.pass(11 * 60_000);
  expect((await call(pathOf(late), { from: HOME })).status).toBe(404);
});

it('a form offers the page as a source, asks for the rest first, and the page asks with what the form said', async () => {
  const { world, open } = await openStand();
  const form = await picked(world, 'vm-prod-02');
  expect(form.sources.at(-1)).toMatchObject({ value: OWN_SOURCE, title: 'Use my address', chosen: true });
  const fields = { ports: '22/tcp', minutes: '60', start: 'in 2 hours', source: OWN_SOURCE };
  for (const _ of ['once', 'and once more'])
    expect(await send(world, form, fields)).toMatchObject({
      refused: false,
      sentence: expect.stringContaining('press "Use my address"'),
    });
  expect(await world.store.list({ limit: 9 })).toEqual([]);
  expect(world.stage.messages.filter(({ card }) => card.card === 'draft')).toHaveLength(1);
  const { press } = await open(linkOf(world, RILEY), HOME);
  expect((await press()).status).toBe(200);
  const [stored] = await world.store.list({ limit: 9 });
  expect(stored?.request).toMatchObject({
    ...{ proven: `${HOME}/32`, durationMs: 3_600_000, startsAt: expect.any(Date) },
    grants: [{ source: `${HOME}/32`, vm: { name: 'vm-prod-02' } }],
  });
});

it('H3: a form without a page offers none, and one sent with it all the same asks for nothing', async () => {
  const { createWorld } = await import('../fakes/world.ts');
  const world = createWorld();
  const form = await picked(world, 'vm-prod-02');
  expect(form.sources.map(({ value }) => value)).not.toContain(OWN_SOURCE);
  const sent = await send(world, form, { ports: '22/tcp', minutes: '60', source: OWN_SOURCE });
  expect(sent).toHaveProperty('faults.source');
});

it('H16: a guest whose first gesture is a form asks where a rule names them, from their own address too', async () => {
  const { world } = await openStand({
    policy: POLICY.replace('env: prod }, requesters: [engineers]', 'env: prod }'),
  });
  const form = await picked(world, 'vm-prod-02');
  const fields = { ...FILLED, ports: '22/tcp', otherSource: '', source: OWN_SOURCE };
  expect(await send(world, form, fields, { askOnly: 'guest' })).toMatchObject({
    faults: { vm: expect.stringContaining('no rule lets you ask for it') },
  });
  expect(linkOf(world, RILEY)).toBe('');
  expect(await send(world, form, fields)).toMatchObject({ refused: false });
  expect(linkOf(world, RILEY)).not.toBe('');
});
