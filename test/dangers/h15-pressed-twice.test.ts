import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { linkOf, openStand } from '../web/stand.ts';

const HOME = '203.0.113.77';

it('H15: the same press again, at once or later, acts once and says the same', async () => {
  const { world, open } = await openStand();
  await world.say(RILEY, 'open 22 on web-01 for 1h');
  const { press } = await open(linkOf(world, RILEY), HOME);
  const both = await Promise.all([press(), press()]);
  const later = await press();
  expect(new Set([...both, later].map(({ text }) => text)).size).toBe(1);
  expect(later.text).toContain('Asked as aj-');
  expect(await world.store.list({ requester: RILEY.id, limit: 5 })).toHaveLength(1);
});

it('H15: two pages of one link, and its code, from different places: one of them is it', async () => {
  const { world, open, call } = await openStand();
  await world.say(RILEY, 'open 22 on web-01 for 1h');
  const link = linkOf(world, RILEY);
  const [here, there] = [await open(link, HOME), await open(link, '198.51.100.66')];
  const code = here.code;
  await Promise.all([
    here.press(),
    there.press(),
    call('/address/terminal', { method: 'POST', form: { code }, from: '192.0.2.44' }),
  ]);
  const made = await world.store.list({ requester: RILEY.id, limit: 5 });
  expect(made).toHaveLength(1);
  expect(made[0]?.request.grants).toHaveLength(1);
});
