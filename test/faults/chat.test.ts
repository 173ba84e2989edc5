import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { createWorld, type World } from '../fakes/world.ts';

const HOUR_MS = 3_600_000;
const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';
const SAID = { key: 'the-same', person: RILEY, text: 'approve aj-000009' };

/** Another process over the same store. */
const otherFlow = (world: World) => createFlow(world.runner.deps);

it('who was refused by a process that died before it could say so is told when the message is handed over again', async () => {
  const world = createWorld();
  const said = { ...SAID, place: world.stage.room(RILEY.id) };
  const down = { ...world.runner.deps, chats: new Map() }; // it dies at the answer
  await expect(createFlow(down).said(said)).rejects.toThrow();
  expect(world.told(RILEY)).toBe('');
  await otherFlow(world).said(said);
  expect(world.told(RILEY)).toContain('I know no request aj-000009');
  expect(await world.audit()).toEqual(['Riley refused -']);
});

it('a delivery that comes twice to the same process is answered once', async () => {
  const world = createWorld();
  const said = { ...SAID, place: world.stage.room(RILEY.id) };
  await Promise.all([world.flow.said(said), world.flow.said(said)]);
  await world.flow.said(said);
  expect(world.stage.messages).toHaveLength(1);
});

it('a chat that is down for an hour delays no opening and no closing, and every card is right once it is back', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  const card = world.card('approval', AVERY)!;
  const { show } = world.stage;
  world.stage.show = async () => {
    throw new ChatError('broken', 'The chat is down.');
  };
  const { request, place, id } = { ...(card.card as { request: { id: string; terms: number } }), ...card };
  const click = { key: 'c1', person: AVERY, place, message: id, verb: 'approve', fields: {} } as const;
  await otherFlow(world).clicked({ ...click, request: request.id, terms: request.terms });
  await world.opened();
  await world.pass(HOUR_MS, HOUR_MS / 30);
  expect((await world.request()).status).toBe('open');
  expect(world.cloud.open()).toHaveLength(1);
  world.stage.show = show;
  await world.pass(HOUR_MS / 12, HOUR_MS / 120);
  const shown = world.card('request', RILEY)?.card;
  expect(shown).toMatchObject({ request: { status: 'open' } });
  expect(await world.store.behind(new Date(8.64e15), 9)).toEqual([]);
});

it('who writes "extend" in another place than where they asked is answered there', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7', world.stage.channel('ops'));
  await world.opened();
  await world.say(RILEY, 'extend aj-000001 by 30m');
  expect(world.told(RILEY)).toBe('Asked to extend aj-000001 by 30 min, as aj-000002.');
});
