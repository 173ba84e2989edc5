import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { linkOf, openStand } from '../web/stand.ts';

/** What a bot sees when it looks at itself, or at nothing. */
const NOBODYS = [
  '127.0.0.1',
  '::1',
  '0.0.0.0',
  '::',
  '169.254.1.1',
  'fe80::1',
  '127.0.0.9',
  '::ffff:127.0.0.2',
];

it('H22: an address that is the bot’s own, or nobody’s, never becomes a source', async () => {
  const { world, open } = await openStand();
  await world.say(RILEY, 'open 22 on web-01 for 1h');
  const link = linkOf(world, RILEY);
  const { press } = await open(link, '203.0.113.77');
  for (const from of NOBODYS) {
    const pressed = await press({}, { from });
    expect([from, pressed.status]).toEqual([from, 409]);
  }
  expect(await world.store.list({ requester: RILEY.id, limit: 5 })).toEqual([]);
});

it('H22: a range, however written, is no address of anybody', async () => {
  const { world, open } = await openStand();
  await world.say(RILEY, 'open 22 on web-01 for 1h');
  const { press } = await open(linkOf(world, RILEY), '203.0.113.77');
  for (const from of ['0.0.0.0/0', '203.0.113.0/24', '*', 'any', '203.0.113.7 198.51.100.1'])
    expect([from, (await press({}, { from })).text]).toEqual([from, expect.stringContaining('cannot tell')]);
});
