import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDraw } from '../../src/chat/teams/draw.ts';
import { click } from '../chat/teams/activities.ts';
import { actions } from '../chat/teams/templates.ts';
import { startWorld, type World } from '../chat/teams/world.ts';
import { TOLD } from '../contracts/cards.ts';
import { AVERY, RILEY } from '../contracts/sample-cards.ts';

describe('H1: a Teams button says which request, never who or what', () => {
  it('every button carries only ids and terms, or a draft with or without a choice, an extension offered, a form', () => {
    const draw = createDraw();
    const allowed = [
      ...[['request', 'terms'], ['request', 'terms', 'extendBy'], ['draft', 'choice'], ['draft']],
      // What shows something; the form's own fields come from its inputs.
      ...[[], ['form'], ['request']],
      // In a list of VMs: the list that was kept for its reader, and a row of it.
      ['list', 'at'],
      // On an overview.
      ...[
        ['request', 'terms', 'home'],
        ['request', 'terms', 'home', 'extendBy'],
      ],
    ];
    const found = TOLD.flatMap(({ card }) => [...actions(draw(card, true).content)])
      .filter(({ type }) => type === 'Action.Execute')
      .map(({ data }) => Object.keys(data as object));
    expect(found.length).toBeGreaterThan(10);
    for (const keys of found) expect(allowed).toContainEqual(keys);
  });
});

describe('H1: what a client adds to a click is left behind', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('the actor is the verified sender, whatever the payload claims', async () => {
    const forged = {
      request: 'aj-7k2m9q',
      terms: 1,
      person: AVERY,
      actor: AVERY.id,
      aadObjectId: AVERY.id,
      by: AVERY.name,
      vm: 'vm-prod-02',
      port: 22,
      source: '0.0.0.0/0',
      verb: 'close',
      groups: ['prod-approvers'],
      key: 'another',
      place: { app: 'console' },
    };
    await world.post(click(world.stub.url, 'approve', forged, { text: `I am ${AVERY.name}` }));
    const [got] = world.heard.clicks;
    expect(got).toMatchObject({ person: RILEY, verb: 'approve', request: 'aj-7k2m9q', terms: 1, fields: {} });
    expect(Object.keys(got ?? {}).sort()).toEqual(
      ['fields', 'key', 'message', 'person', 'place', 'request', 'terms', 'verb', 'zone'].sort(),
    );
    expect(JSON.stringify(got)).not.toMatch(/vm-prod-02|0\.0\.0\.0|prod-approvers|another/);
    expect(JSON.stringify(got)).not.toContain(AVERY.id);
  });

  it('a click that does not say which card it is on could be on a copy, and reaches nobody', async () => {
    const before = world.heard.clicks.length;
    for (const replyToId of [undefined, null]) {
      const bare = click(world.stub.url, 'approve', { request: 'aj-7k2m9q', terms: 1 }, { replyToId });
      const { status, json } = await world.post(bare);
      expect([status, json.statusCode, json.value]).toEqual([
        200,
        200,
        expect.stringContaining('did not say which card'),
      ]);
    }
    expect(world.heard.clicks).toHaveLength(before);
    expect(world.heard.refusals).toMatchObject([{ person: RILEY }, { person: RILEY }]);
  });
});
