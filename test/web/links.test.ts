import { expect, it } from 'vitest';
import { createLinks } from '../../src/web/links.ts';
import { createWorld } from '../fakes/world.ts';

const made = async () => {
  const world = createWorld();
  const links = createLinks(world.store, world.clock, 'https://ajar.example');
  const { url, until } = await links.make('address', 'aj-000009');
  return { world, links, until, secret: { token: url.split('=')[1] ?? '' } };
};

it('a link is found as often as it is looked at, and used once, also by two at once', async () => {
  const { links, secret } = await made();
  for (let n = 0; n < 3; n += 1)
    expect(await links.find('address', secret)).toEqual({ about: 'aj-000009', used: false });
  const used = await Promise.all([links.use('address', secret), links.use('address', secret)]);
  expect([...used, await links.use('address', secret)].filter(Boolean)).toEqual([true]);
  expect(await links.find('address', secret)).toEqual({ about: 'aj-000009', used: true });
});

it('a link of one kind is none of another', async () => {
  const { links, secret } = await made();
  expect(await links.find('approval', secret)).toBeUndefined();
  expect(await links.use('approval', secret)).toBe(false);
});

it('a link is over after ten minutes of the world’s time', async () => {
  const { world, links, secret, until } = await made();
  world.clock.pass(until.getTime() - world.clock.now().getTime() + 1);
  expect(await links.find('address', secret)).toBeUndefined();
  expect(await links.use('address', secret)).toBe(false);
});
