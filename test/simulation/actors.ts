import type { Person } from '../../src/access/person.ts';
import type { ClickVerb } from '../../src/ports/chat.ts';
import type { Message } from './chat-app.ts';
import type { Deliveries } from './deliveries.ts';
import { APPROVERS, BEHIND_FIREWALL, ENGINEERS, EVERYBODY, FIRST, SECURITY, STRANGER, VMS } from './town.ts';
import type { World } from './world.ts';

/** Something that people do now and then; `weight` is how often beside the others. */
interface Habit {
  readonly weight: number;
  readonly act: (world: World, deliveries: Deliveries) => void;
}

const HABITS: Readonly<Record<string, Habit>> = {
  ask: { weight: 6, act: ask },
  approve: { weight: 12, act: (world, to) => pressOn(world, to, answering(world), 'approval', 'approve') },
  deny: { weight: 1, act: (world, to) => pressOn(world, to, answering(world), 'approval', 'deny') },
  approveOwn: { weight: 1, act: approveOwn },
  cancel: {
    weight: 1,
    act: (world, to) => pressOn(world, to, world.dice.pick(ENGINEERS), 'request', 'cancel'),
  },
  close: {
    weight: 2,
    act: (world, to) => pressOn(world, to, world.dice.pick(ENGINEERS), 'request', 'close'),
  },
  extend: {
    weight: 2,
    act: (world, to) =>
      pressOn(world, to, world.dice.pick(ENGINEERS), 'request', 'extend', {
        extendBy: String(world.dice.between(1, 5)),
      }),
  },
  choose: { weight: 5, act: choose },
  words: { weight: 3, act: words },
  breakGlass: { weight: 1, act: (world, to) => breakGlass(world, to) },
  schedule: { weight: 1, act: schedule },
  repeat: { weight: 3, act: (_world, to) => to.repeat() },
  look: {
    weight: 1,
    act: ({ dice }, to) =>
      void to.say(dice.pick(EVERYBODY), dice.pick(['list', 'help', 'who', 'audit', 'gibberish'])),
  },
  policy: { weight: 1, act: policy },
  leave: {
    weight: 0.2,
    act: ({ dice, gone, note }) => {
      const { id, name } = dice.pick(ENGINEERS);
      gone.add(id);
      note(`${name} leaves`);
    },
  },
};

export const HABIT_NAMES: readonly string[] = Object.keys(HABITS);

/** One of these habits, by their weights. */
export function act(world: World, deliveries: Deliveries, names: readonly string[]): void {
  const habits = names.flatMap((name) => HABITS[name] ?? []);
  let left = world.dice.next() * habits.reduce((sum, { weight }) => sum + weight, 0);
  for (const habit of habits) {
    left -= habit.weight;
    if (left >= 0) continue;
    habit.act(world, deliveries);
    return;
  }
}

/** Mostly those who may; sometimes anybody. */
const answering = ({ dice }: World): Person =>
  dice.chance(0.05) ? dice.pick([STRANGER, ...ENGINEERS]) : dice.pick([...APPROVERS, ...SECURITY]);

function ask(world: World, to: Deliveries): void {
  const { dice } = world;
  const person = dice.chance(0.03) ? STRANGER : dice.pick([...ENGINEERS, APPROVERS[0] as Person]);
  const vm = dice.pick(VMS);
  // Of two VMs each has rules of its own, and all of them hold.
  const vms = [...new Set(dice.chance(0.85) ? [vm] : [vm, dice.pick(VMS)])];
  // Beside those that Defender keeps some that only rules of our own can open; several at once go different ways.
  const all = [...vm.jit.map(({ number }) => number), 8080, BEHIND_FIREWALL];
  const ports = [...new Set(dice.chance(0.7) ? [dice.pick(all)] : [dice.pick(all), dice.pick(all)])];
  const minutes = dice.between(1, world.spans.asked);
  const source = `203.0.113.${dice.between(1, 3)}`;
  const key = to.say(
    person,
    `open ${ports.join(' and ')} on ${vms.map(({ name }) => name).join(', ')} for ${minutes}m from ${source} because INC-${dice.below(1_000)}`,
  );
  world.watch.records.asked.set(key, {
    ...{ person: person.id, vms: vms.map(({ name }) => name), ports, source },
    durationMs: minutes * 60_000,
  });
}

function schedule(world: World, to: Deliveries): void {
  const { dice, epoch, timeline } = world;
  const at = new Date(epoch + timeline.now() + dice.between(1, 3) * 60_000).toISOString().slice(11, 16);
  to.say(
    dice.pick(ENGINEERS),
    `open 22 on ${dice.pick(['prod-1', 'prod-2', 'dev-1'])} at ${at} for 1m from 203.0.113.9 because later`,
  );
}

const breakGlass = ({ dice }: World, to: Deliveries): void =>
  void to.say(
    dice.pick(ENGINEERS),
    'break glass: open 3389 on prod-1 for 2m from 203.0.113.7 because the shop is down',
  );

/** Nobody scrolls through more than that, but for whoever goes back to the beginning. */
const AT_HAND = 300;

/** What somebody sees: their own room, newest last. */
const seenBy = ({ platform: { messages }, dice }: World, person: Person, card: string): readonly Message[] =>
  (dice.chance(0.95) ? messages.slice(-AT_HAND) : messages.slice(0, AT_HAND)).filter(
    (each) => each.card.card === card && each.place.privateTo === person.id,
  );

/** Mostly the newest cards, sometimes the oldest. */
function pressOn(
  world: World,
  to: Deliveries,
  person: Person,
  card: string,
  verb: ClickVerb,
  fields?: Readonly<Record<string, string>>,
): void {
  const { dice } = world;
  const seen = seenBy(world, person, card);
  if (seen.length === 0) return;
  press(world, to, person, dice.pick(dice.chance(0.85) ? seen.slice(-3) : seen), verb, fields);
}

function press(
  { watch: { records } }: World,
  to: Deliveries,
  person: Person,
  message: Message,
  verb: ClickVerb,
  fields?: Readonly<Record<string, string>>,
): void {
  if ('request' in message.card) records.did.add(`${person.id} ${verb} ${message.card.request.id}`);
  to.press(person, { verb, message, ...(fields ? { fields } : {}) });
}

/** Whoever asked presses Approve on a card that somebody forwarded, or writes it. */
function approveOwn(world: World, to: Deliveries): void {
  const { dice, watch } = world;
  const waiting = [...watch.records.last.values()].filter(({ request }) => request.status === 'pending');
  if (waiting.length === 0) return;
  const { request } = dice.pick(waiting);
  const { id } = request;
  watch.records.did.add(`${request.requester.id} approve ${id}`);
  const card = world.platform.messages.find(
    (each) => each.card.card === 'approval' && 'request' in each.card && each.card.request.id === id,
  );
  if (card && dice.chance(0.5)) to.press(request.requester, { verb: 'approve', message: card });
  else to.say(request.requester, `approve ${id}`);
}

function choose(world: World, to: Deliveries): void {
  const { dice } = world;
  const drafts = EVERYBODY.flatMap((person) =>
    seenBy(world, person, 'draft')
      .slice(-2)
      .map((message) => ({ person, message })),
  );
  if (drafts.length === 0) return;
  const { person, message } = dice.pick(drafts);
  to.press(person, { verb: 'choose', message, choice: dice.below(2) });
}

/** The same in words, by somebody or other, about something or other. */
function words(world: World, to: Deliveries): void {
  const { dice, watch } = world;
  const all = [...watch.records.last.keys()];
  if (all.length === 0) return;
  const id = dice.pick(all.slice(-5));
  const [verb, more] = dice.pick(WORDS);
  const person = dice.pick(EVERYBODY);
  watch.records.did.add(`${person.id} ${verb} ${id}`);
  to.say(person, `${verb} ${id} ${more}`);
}

const WORDS = [
  ...(['approve', 'deny', 'cancel', 'close', 'status'] as const).map((verb) => [verb, ''] as const),
  ...[['approve', 'for 1m'] as const, ['approve', 'only 22'] as const, ['extend', 'by 3m'] as const],
  ['re-pin', 'from 203.0.113.4'] as const,
];

/** An approver goes, or comes back; or only a number changes. */
function policy(world: World): void {
  const { dice, membership } = world;
  const gone = dice.pick(APPROVERS);
  const without = APPROVERS.filter((person) => person !== gone);
  const next = dice.pick([
    FIRST,
    { ...FIRST, approvers: without },
    { ...membership, quick: !membership.quick },
  ]);
  world.note(`the policy changes: ${next.approvers.map(({ name }) => name).join(', ')} approve`);
  world.move(next);
}
