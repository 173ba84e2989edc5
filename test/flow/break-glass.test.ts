import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { Unknown } from '../../src/ports/people.ts';
import { peopleWith } from '../fakes/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const MINUTE = 60_000;
const GLASS = POLICY.replace('admins:', `onCall: [{ id: ${HANA.id}, name: Hana }]\nadmins:`).replace(
  'maxDuration: 3h }\n',
  `maxDuration: 3h }
    allow: { breakGlass: { groups: [engineers], review: { from: approvers, within: 1h }, tell: ['teams:incidents'] } }
`,
);
const SAY = 'break glass: open 3389 on vm-prod-01 for 30m from 203.0.113.7 because the shop is down';

async function broken(
  options: Parameters<typeof createWorld>[0] = {},
): Promise<{ world: World; id: string }> {
  const world = createWorld({ policy: GLASS, ...options });
  await world.say(RILEY, SAY);
  await world.choose(RILEY, 0);
  const [stored] = await world.store.list({ limit: 1 });
  return { world, id: stored?.request.id ?? '' };
}

/** What a reviewer types on the card. */
async function type(world: World, who: typeof AVERY, value: string) {
  const message = world.stage.messages.findLast(
    ({ card, place }) => card.card === 'draft' && place.privateTo === who.id,
  )!;
  const answer = await world.flow.clicked({
    ...{
      key: world.key(),
      person: who,
      place: message.place,
      message: message.id,
      verb: 'choose',
      fields: { value },
    },
    ...(message.card.card === 'draft' ? { draft: message.card.draft } : {}),
  });
  await world.settle(2);
  return answer;
}

const reviewOf = async (world: World, id: string) => {
  const record = await world.store.findRecord(`review/${id}`);
  return record?.kind === 'review' ? record.body : undefined;
};

const seenBy = (world: World, conversation: string) =>
  world.stage.messages.filter(({ place }) => place.conversation === conversation).map(({ card }) => card);

describe('break-glass', () => {
  it('is asked back once, with what will happen and who will hear of it', async () => {
    const world = createWorld({ policy: GLASS });
    await world.say(RILEY, SAY);
    expect(world.card('draft', RILEY)?.card).toMatchObject({
      sentence:
        'Breaking the glass opens 3389/tcp on vm-prod-01 from 203.0.113.7 for 30 min at once, without approval.',
      lines: [
        'Told at once, with your name and your reason: Avery, Blake, Hana, Ada, 2 Teams channels.',
        'Your reason: the shop is down',
        expect.stringContaining('Somebody of approvers has to look at it within 1 h'),
      ],
      choices: [{ title: 'Break the glass' }],
    });
    expect(await world.store.list({ limit: 1 })).toEqual([]);
    expect(await world.choose(OLLY, 0)).toMatchObject({ refused: true });
  });

  it('opens at once through the same table, and everybody is told', async () => {
    const { world, id } = await broken();
    await world.opened();
    expect(await world.request(id)).toMatchObject({ status: 'open', breakGlass: true });
    expect(world.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
    expect(await world.audit()).toEqual([
      ...[
        'Riley brokeGlass pending',
        'Ajar reviewOpened pending',
        'Ajar approve opening',
        'Ajar opened open',
      ],
    ]);
    const [approve] = (await world.store.events({ limit: 9 })).filter(({ kind }) => kind === 'approve');
    expect(approve?.entitled).toBe('break-glass, given by rule production');
    for (const place of [AVERY, BLAKE, HANA, ADA].map((who) => `dm-${who.id}`).concat('on-call', 'incidents'))
      expect(seenBy(world, place), place).toContainEqual(
        expect.objectContaining({
          ...{
            card: 'draft',
            sentence: `Riley Requester broke the glass: 3389/tcp on vm-prod-01 from 203.0.113.7, approved by nobody (${id}).`,
          },
          input: expect.anything(),
        }),
      );
    expect(world.card('request', RILEY)?.card).toMatchObject({
      facts: { remarks: [expect.stringContaining('By break-glass')] },
    });
    expect(world.errors).toEqual([]);
  });

  it('ends like any other, and is extended only by approval', async () => {
    const { world, id } = await broken();
    await world.opened();
    await world.say(RILEY, `extend ${id} by 30m`);
    const [extension] = await world.store.list({ statuses: ['pending'], limit: 5 });
    expect(extension?.request).toMatchObject({
      continues: { id },
      verdict: { requirements: [{ group: 'approvers' }] },
    });
    expect(extension?.request.breakGlass).toBeUndefined();
    await world.pass(31 * MINUTE, MINUTE);
    expect((await world.request(id)).status).toBe('closed');
    expect(world.cloud.open()).toEqual([]);
  });

  it('is given by no ordinary rule, and whoever tries leaves a line (H2, H6)', async () => {
    const world = createWorld();
    await world.say(RILEY, SAY);
    expect(world.told(RILEY)).toContain('No rule of the policy lets you break the glass');
    const sandbox = createWorld({ policy: GLASS });
    await sandbox.say(RILEY, SAY.replace('3389 on vm-prod-01', '22 on web-01'));
    expect(sandbox.told(RILEY)).toContain('No rule of the policy lets you break the glass');
    expect(await sandbox.audit()).toEqual(['Riley refused -']);
    expect(await sandbox.store.list({ limit: 1 })).toEqual([]);
  });

  it('is judged again at the button and before it opens', async () => {
    const world = createWorld({ policy: GLASS });
    await world.say(RILEY, SAY);
    world.policy.now = policyOf(POLICY);
    expect(await world.choose(RILEY, 0)).toMatchObject({
      refused: true,
      sentence: expect.stringContaining('break the glass'),
    });
    expect(await world.store.list({ limit: 1 })).toEqual([]);
    const other = createWorld({ policy: GLASS });
    await other.say(RILEY, SAY);
    const draft = other.card('draft', RILEY)!;
    await other.flow.clicked({
      ...{ key: other.key(), person: RILEY, place: draft.place, verb: 'choose', choice: 0, fields: {} },
      ...(draft.card.card === 'draft' ? { draft: draft.card.draft } : {}),
    });
    other.policy.now = policyOf(POLICY);
    await other.settle();
    const [stored] = await other.store.list({ limit: 1 });
    expect(stored?.request).toMatchObject({ status: 'lapsed' });
    expect(other.cloud.sent).toEqual([]);
  });

  it('needs a reason, opens now, and is one’s own', async () => {
    const world = createWorld({ policy: GLASS });
    await world.say(RILEY, SAY.replace(' because the shop is down', ''));
    expect(world.told(RILEY)).toContain('needs a reason that others will read');
    await world.say(RILEY, SAY.replace('for 30m', 'tomorrow 22:00 to 23:00'));
    expect(world.told(RILEY)).not.toBe('');
    expect(await world.store.list({ limit: 1 })).toEqual([]);
  });

  it('keeps an end that was said, however late the button is pressed', async () => {
    const world = createWorld({ policy: GLASS });
    await world.say(RILEY, SAY.replace('for 30m', 'until 12:30'));
    world.clock.pass(4 * MINUTE);
    await world.choose(RILEY, 0);
    const [stored] = await world.store.list({ limit: 1 });
    expect(stored?.request).toMatchObject({ until: new Date('2026-01-15T12:30:00Z') });
  });

  it('H3: is not given to whoever is known by an address alone', async () => {
    const world = createWorld({ policy: GLASS });
    const place = world.stage.room(RILEY.id);
    await world.flow.said({ key: world.key(), person: RILEY, text: SAY, place, askOnly: true });
    expect(world.told(RILEY)).toContain('link your account first');
    expect(world.card('draft', RILEY)).toBeUndefined();
  });

  it('asks for what it lacks like any other', async () => {
    const world = createWorld({ policy: GLASS });
    await world.say(RILEY, SAY.replace(' from 203.0.113.7', ''));
    await world.say(RILEY, '203.0.113.7');
    expect(world.card('draft', RILEY)?.card).toMatchObject({ choices: [{ title: 'Break the glass' }] });
  });
});

describe('its review', () => {
  it('is closed by somebody else of its group, in a sentence, and changes nothing of the access', async () => {
    const { world, id } = await broken();
    await world.opened();
    expect(await type(world, AVERY, 'the database was restarted')).toMatchObject({
      sentence: `Noted, and the review of ${id} is closed. The access itself is as it was.`,
    });
    expect(await reviewOf(world, id)).toMatchObject({
      status: 'reviewed',
      by: { id: AVERY.id },
      found: 'the database was restarted',
    });
    expect(await world.request(id)).toMatchObject({ status: 'open' });
    expect((await world.audit()).at(-1)).toBe('Avery reviewed open');
    expect(seenBy(world, 'incidents')).toContainEqual({
      ...{ card: 'answer', sentence: expect.stringContaining('who found: the database was restarted') },
    });
    await world.say(BLAKE, `review ${id} found something else`);
    expect(world.told(BLAKE)).toContain('was reviewed by Avery Approver already');
  });

  it('H2, H6: is never its requester’s, whatever group they are in, nor anybody’s outside of it, admins included', async () => {
    const own = GLASS.replace('engineers: [', 'engineers: [').replace(
      'approvers: [',
      `approvers: [{ id: ${RILEY.id}, name: Riley }, `,
    );
    const { world, id } = await broken({ policy: own });
    await world.say(RILEY, `review ${id} found all is well`);
    expect(world.told(RILEY)).toContain('somebody else has to look at it');
    for (const who of [ADA, HANA, OLLY]) {
      await world.say(who, `review ${id} found all is well`);
      expect(world.told(who)).toContain('somebody from approvers');
    }
    expect(await reviewOf(world, id)).toMatchObject({ status: 'waiting' });
    expect((await world.audit()).filter((line) => line.includes('refused'))).toHaveLength(4);
  });

  it('H11, H17: is looked up at that moment, and what cannot be told is no', async () => {
    const { world, id } = await broken();
    world.policy.now = policyOf(
      GLASS.replace(`{ id: ${AVERY.id}, name: Avery }, {`, '{').replace('count: 2', 'count: 1'),
    );
    await world.say(AVERY, `review ${id} found all is well`);
    expect(world.told(AVERY)).toContain('which you are not in');
    const people = peopleWith({
      inGroup: async () => {
        throw new Unknown('The directory does not answer.');
      },
      groupsOf: async () => new Set(),
    });
    const blind = await broken({ people });
    await blind.world.say(AVERY, `review ${blind.id} found all is well`);
    expect(blind.world.told(AVERY)).toContain('Nothing has changed; try again');
    expect(await reviewOf(blind.world, blind.id)).toMatchObject({ status: 'waiting' });
  });

  it('needs a sentence', async () => {
    const { world, id } = await broken();
    await world.say(AVERY, `review ${id}`);
    expect(world.told(AVERY)).toContain('Say what you found');
    expect(await type(world, AVERY, ' … ')).toMatchObject({ refused: true });
    expect(await reviewOf(world, id)).toMatchObject({ status: 'waiting' });
  });

  it('H8: is reported again and again until it is closed, after the access was closed by hand too', async () => {
    const { world, id } = await broken();
    await world.opened();
    await world.say(RILEY, `close ${id}`);
    await world.pass(MINUTE, 10_000);
    expect((await world.request(id)).status).toBe('closed');
    expect(await reviewOf(world, id)).toMatchObject({ status: 'waiting' });
    const before = seenBy(world, `dm-${ADA.id}`).length;
    await world.pass(61 * MINUTE, 5 * MINUTE);
    await world.pass(61 * MINUTE, 5 * MINUTE);
    expect(seenBy(world, `dm-${ADA.id}`)).toHaveLength(before + 2);
    expect(seenBy(world, `dm-${HANA.id}`)).toHaveLength(before + 2);
    expect(seenBy(world, `dm-${AVERY.id}`)).toHaveLength(1);
    expect((await world.audit()).filter((line) => line.includes('reviewLate'))).toHaveLength(2);
    await world.say(BLAKE, `review ${id} found that the shop was up again`);
    const after = seenBy(world, `dm-${ADA.id}`).length;
    await world.pass(130 * MINUTE, 10 * MINUTE);
    expect(seenBy(world, `dm-${ADA.id}`)).toHaveLength(after);
  });

  it('is opened before the opening is saved, once, whatever crashes in between', async () => {
    const { world, id } = await broken();
    const opened = (await world.audit()).filter((line) => line.includes('reviewOpened'));
    expect(opened).toHaveLength(1);
    const events = [...(await world.store.events({ limit: 20 }))].reverse().map(({ kind }) => kind);
    expect(events.indexOf('reviewOpened')).toBeLessThan(events.indexOf('approve'));
    expect(await reviewOf(world, id)).toMatchObject({ status: 'waiting', withinMs: 60 * MINUTE });
  });

  it('is as soon as the policy wants it by now, where that was made stricter since it was asked', async () => {
    const world = createWorld({ policy: GLASS });
    await world.say(RILEY, SAY);
    const message = world.card('draft', RILEY);
    const draft = message?.card.card === 'draft' ? message.card.draft : '';
    const place = message?.place ?? world.stage.room(RILEY.id);
    const click = { key: world.key(), person: RILEY, place, verb: 'choose' as const, draft, choice: 0 };
    await world.flow.clicked({ ...click, fields: {} });
    world.policy.now = policyOf(GLASS.replace('within: 1h', 'within: 15m'));
    await world.settle();
    const [stored] = await world.store.list({ limit: 1 });
    expect(await reviewOf(world, stored?.request.id ?? '')).toMatchObject({ withinMs: 15 * MINUTE });
  });

  it('is told, once it is closed, only to those who may close it', async () => {
    const { world, id } = await broken();
    await world.say(AVERY, `review ${id} found the database restarted`);
    await world.say(OLLY, `review ${id} found it as well`);
    expect(world.told(OLLY)).toContain('which you are not in');
    expect(world.told(OLLY)).not.toContain('restarted');
  });

  it('is listed for whoever may close it or sees all, and said on their overview', async () => {
    const { world, id } = await broken();
    for (const who of [AVERY, ADA, HANA]) {
      await world.say(who, 'list reviews');
      expect(world.card('bulletin', who)?.card).toMatchObject({
        bulletin: { title: 'Waiting to be reviewed: 1', sentences: [expect.stringContaining(id)] },
      });
    }
    await world.say(OLLY, 'list reviews');
    expect(world.told(OLLY)).toBe('No review waits for you.');
    await world.say(AVERY, 'home');
    expect(world.card('home', AVERY)?.card).toMatchObject({
      home: { notice: 'A review of a break-glass waits: write "list reviews".' },
    });
  });

  it('is listed however many newer ones wait for others, the oldest first', async () => {
    const { world, id } = await broken();
    const first = await world.store.findRecord(`review/${id}`);
    const [event] = await world.store.events({ request: id, limit: 1 });
    if (first?.kind !== 'review' || first.body.status !== 'waiting' || !event) throw new Error('It waits.');
    const { work } = first;
    const since = world.clock.now();
    const newer = (_: unknown, n: number) => {
      const body = { ...first.body, group: 'security', since } as const;
      return world.store.createRecord(
        { kind: 'review', id: `review/newer-${n}`, body, work },
        { event: { ...event, policy: world.policy.now.hash } },
      );
    };
    await Promise.all(Array.from({ length: 50 }, newer));
    const listed = async (who: typeof AVERY) => {
      await world.say(who, 'list reviews');
      const card = world.card('bulletin', who)?.card;
      return card?.card === 'bulletin' ? card.bulletin : undefined;
    };
    expect(await listed(AVERY)).toMatchObject({
      sentences: [expect.stringContaining('Somebody of approvers')],
    });
    const all = await listed(HANA);
    expect(all).toMatchObject({ title: 'Waiting to be reviewed: 51' });
    expect([all?.sentences[0], all?.sentences.at(-1)]).toEqual([
      expect.stringContaining('Somebody of approvers'),
      '1 more, which are newer.',
    ]);
  });

  it('goes to the admins where a place cannot be shown it', async () => {
    const world = createWorld({ policy: GLASS });
    world.stage.shut.add('incidents');
    await world.say(RILEY, SAY);
    await world.choose(RILEY, 0);
    await world.settle();
    expect(seenBy(world, `dm-${ADA.id}`).filter(({ card }) => card === 'draft')).toHaveLength(2);
  });
});

it('a review by a group that the policy has no more says so, and what to do', async () => {
  const { world, id } = await broken();
  world.policy.now = policyOf(GLASS.replaceAll('approvers', 'leads'));
  for (const who of [AVERY, ADA]) {
    await world.say(who, `review ${id} found nothing`);
    expect(world.told(who)).toBe(
      `The policy has the group "approvers" no more, whose people review ${id}. Whoever keeps the policy has to name it there again.`,
    );
  }
  expect((await reviewOf(world, id))?.status).toBe('waiting');
});

it('opens for as long as a rule that gives nothing else lets it, where nobody says for how long', async () => {
  const alone = POLICY.trimEnd().concat(`
  - id: glass
    match: { tags: { env: prod }, requesters: [engineers] }
    require: { maxDuration: 20m }
    allow: { breakGlass: { groups: [engineers], review: { from: approvers, within: 1h } } }
`);
  const world = createWorld({ policy: alone });
  await world.say(RILEY, SAY.replace(' for 30m', ''));
  await world.choose(RILEY, 0);
  expect(await world.request('aj-000002')).toMatchObject({ breakGlass: true, durationMs: 20 * MINUTE });
});
