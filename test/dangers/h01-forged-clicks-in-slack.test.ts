import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formView, homeView } from '../../src/chat/slack/cards/views.ts';
import { createDraw } from '../../src/chat/slack/draw.ts';
import type { Card } from '../../src/ports/card.ts';
import { type Door, openDoor } from '../chat/slack/door.ts';
import { click, direct, event, submission } from '../chat/slack/payloads.ts';
import { elementsOf } from '../chat/slack/read-blocks.ts';
import { AVERY_USER, CHANNEL, startWorld, TEAM, type World } from '../chat/slack/world.ts';
import { TOLD } from '../contracts/cards.ts';
import { AVERY, RILEY } from '../contracts/sample-cards.ts';

/** Ids and numbers with a blank between; a form's own button says only that it opens it. */
const IDS = /^(?:ask|page|(?:aj|d|l)-[\w-]+(?: \d+)*)$/;

const draw = createDraw();
const shown = (card: Card): unknown => {
  if (card.card === 'form') return formView(draw, card.form);
  return card.card === 'home' ? homeView(draw, card.home) : draw(card, true).blocks;
};

describe('H1: a Slack button says which request, never who or what', () => {
  it('every button and every choice of a menu in a message carries ids and numbers only', () => {
    // The forms are modals, and what comes back of their fields is read like any input.
    const values = TOLD.filter(({ card }) => card.card !== 'form' && card.card !== 'jit').flatMap(
      ({ card }) => [
        ...[...elementsOf(shown(card), 'button')].map(({ value }) => value),
        ...[...elementsOf(shown(card), 'static_select')].flatMap(({ options }) =>
          (options as { value: string }[]).map(({ value }) => value),
        ),
      ],
    );
    expect(values.length).toBeGreaterThan(20);
    for (const value of values) expect(value).toMatch(IDS);
  });
});

describe('H1: what a client adds to a click is left behind', () => {
  let world: World;
  let door: Door;
  beforeAll(async () => {
    world = startWorld();
    door = await openDoor();
    door.incoming = world.talk.incoming;
  });
  afterAll(async () => {
    await door.close();
    await world.stop();
  });

  it('the actor is the user of the signed payload, whatever else it claims', async () => {
    const [button] = click().actions;
    const forged = {
      person: AVERY,
      by: AVERY.name,
      vm: 'vm-prod-02',
      source: '0.0.0.0/0',
      verb: 'close',
      terms: 9,
    };
    await door.interact(
      click({
        ...{ ...forged, actor: AVERY.id, aadObjectId: AVERY.id, private_metadata: JSON.stringify(forged) },
        actions: [{ ...button, ...forged }],
        message: { ...click().message, ...forged, metadata: { event_type: 'x', event_payload: forged } },
        state: { values: { actor: { actor: { type: 'plain_text_input', value: AVERY.id } } } },
      }),
    );
    expect(world.heard.clicks).toEqual([
      {
        ...{ key: expect.stringContaining('slack/action/'), person: RILEY, verb: 'approve', fields: {} },
        ...{ request: 'aj-7k2m9q', terms: 1, message: '1764000000.000100', zone: 'Europe/Berlin' },
        place: { app: 'slack', service: TEAM, conversation: CHANNEL },
      },
    ]);
  });

  it('a value that says more than ids is of no button of ours, and reaches nobody', async () => {
    const before = world.heard.clicks.length;
    const [button] = click().actions;
    for (const value of [`aj-7k2m9q 1 ${AVERY.id}`, '{"request":"aj-7k2m9q","actor":"x"}', ''])
      await door.interact(click({ actions: [{ ...button, value, action_ts: `1.${value.length}` }] }));
    expect(world.heard.clicks).toHaveLength(before);
    expect(world.heard.refusals.map(({ sentence }) => sentence)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining('older version of Ajar')),
    );
  });

  it('a click that does not say which card it is on could be on a copy, and reaches nobody', async () => {
    const [clicks, refusals] = [world.heard.clicks.length, world.heard.refusals.length];
    await door.interact(click({ message: undefined, container: undefined }));
    await door.interact(click({ message: undefined, container: undefined, channel: undefined }));
    const [button] = click().actions;
    const deny = { actions: [{ ...button, action_id: 'deny', action_ts: '9.1' }] };
    await door.interact(click({ ...deny, message: undefined, container: undefined }));
    expect(world.heard.clicks).toHaveLength(clicks);
    expect(world.heard.refusals.slice(refusals)).toMatchObject(
      Array.from({ length: 3 }, () => ({
        ...{ person: RILEY, sentence: expect.stringContaining('did not say which card') },
      })),
    );
    expect(world.slack.calls).not.toContain('openView');
  });

  it('a view that is no App Home is no card: approving in it needs a card all the same', async () => {
    const before = world.heard.clicks.length;
    const payload = click({ message: undefined, container: undefined, channel: undefined });
    await door.interact({ ...payload, view: submission().view });
    expect(world.heard.clicks).toHaveLength(before);
  });

  it('what somebody wrote is no payload, whatever the request says that its body is: that is not signed', async () => {
    const payload = encodeURIComponent(JSON.stringify(click({ user: { id: AVERY_USER, team_id: TEAM } })));
    const [clicks, saids] = [world.heard.clicks.length, world.heard.saids.length];
    for (const text of [`&payload=${payload}&`, '&ssl_check=1&']) {
      const elements = [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }];
      const said = direct({ blocks: [{ type: 'rich_text', elements }], client_msg_id: text.slice(0, 9) });
      await door.event(event(said), { type: 'application/x-www-form-urlencoded' });
    }
    expect(world.heard.clicks).toHaveLength(clicks);
    expect(world.heard.saids.slice(saids).map(({ person }) => person)).toEqual([RILEY, RILEY]);
  });

  it('a form is handed on by its own fields, and by nothing that was added to them', async () => {
    const { view } = submission();
    const values = {
      ...view.state.values,
      actor: { actor: { value: AVERY.id } },
      approved: { approved: { value: 'yes' } },
    };
    await door.interact(submission({ person: AVERY, view: { ...view, state: { values } } }));
    expect(world.heard.filled[0]).toMatchObject({ person: RILEY, form: 'f-1' });
    expect(Object.keys(world.heard.filled[0]?.fields ?? {}).sort()).toEqual([
      ...['justification', 'minutes', 'ports', 'vm'],
    ]);
  });
});
