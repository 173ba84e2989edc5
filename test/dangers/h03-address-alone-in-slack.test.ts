import { afterEach, beforeEach, expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { CHANNEL, RILEY_USER, type Sent, startWorld, type World } from '../chat/slack/world.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
  world.heard.identities.set(RILEY_USER, { person: RILEY, by: 'email' });
});
afterEach(() => world.stop());

const view = { id: 'V', hash: 'h' };

/** Every gesture by which somebody asks or answers. */
const gestures: Record<string, Sent> = {
  'a command': { kind: 'command', text: 'open 22 on web-01' },
  'a message': { kind: 'message', text: 'open 22 on web-01' },
  'a mention': { kind: 'message', text: 'open 22 on web-01', channel: CHANNEL, direct: false },
  'a click': { kind: 'action', action: 'approve', value: 'aj-7k2m9q 1', channel: CHANNEL, ts: '1.5' },
  'a form': {
    kind: 'submission',
    view: { ...view, callback: 'form', metadata: '{"form":"form-1"}', values: { vm: 'k1' } },
  },
  'a reason': {
    kind: 'submission',
    view: { ...view, callback: 'deny', metadata: '{"request":"aj-7k2m9q","terms":"1"}', values: {} },
  },
  'the overview': { kind: 'home' },
};

for (const [name, gesture] of Object.entries(gestures))
  it(`H3: ${name} of somebody who is known by an address alone is marked as such`, async () => {
    await world.deliver(gesture);
    const { saids, clicks, filled, viewers } = world.heard;
    const heard = [...saids, ...clicks, ...filled, ...viewers];
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.every(({ askOnly }) => askOnly === true)).toBe(true);
  });
