import type { ClickVerb } from '../../../src/ports/chat.ts';
import type { Deliveries } from '../../simulation/deliveries.ts';
import { WORLD } from '../../simulation/timeline.ts';
import { ADMIN, APPROVERS, ENGINEERS, SECURITY } from '../../simulation/town.ts';
import type { World } from '../../simulation/world.ts';

/** Who does what when, in seconds from the beginning; nobody waits for anything. */
export type Deed = (world: World, to: Deliveries) => void;
export interface Story {
  readonly name: string;
  /** For so many seconds somebody does something, or something happens by itself; after that nobody dies any more. */
  readonly lasts?: number;
  readonly deeds: readonly (readonly [seconds: number, deed: Deed])[];
}

export const [ED, EVA] = ENGINEERS as [(typeof ENGINEERS)[0], (typeof ENGINEERS)[0]];
type Somebody = (typeof ENGINEERS)[0];

export const says =
  (person: Somebody, text: string): Deed =>
  (world, to) => {
    const [verb, id] = text.split(' ');
    world.watch.records.did.add(`${person.id} ${verb} ${id}`);
    to.say(person, text);
  };

/** On the newest such card in their room, or on the newest draft's first button. */
export const presses =
  (person: Somebody, verb: ClickVerb, card: string, fields: Readonly<Record<string, string>> = {}): Deed =>
  (world, to) => {
    const message = world.platform.messages.findLast(
      (each) => each.card.card === card && each.place.privateTo === person.id,
    );
    if (!message) return;
    if ('request' in message.card)
      world.watch.records.did.add(`${person.id} ${verb} ${message.card.request.id}`);
    to.press(person, { verb, message, fields, ...(verb === 'choose' ? { choice: 0 } : {}) });
  };

const all =
  (people: readonly Somebody[], verb: ClickVerb): Deed =>
  (world, to) => {
    for (const person of people) presses(person, verb, 'approval')(world, to);
  };

export const [ANNA] = APPROVERS as [Somebody];
const FROM = 'from 203.0.113.7 because INC-1';

/** Everything that can become of a request, so that every step of the table is taken in one of them. */
export const STORIES: readonly Story[] = [
  {
    name: 'is approved, opens and ends',
    deeds: [
      [1, says(ED, `open PORT on prod-2 for 1m ${FROM}`)],
      [8, presses(ANNA, 'approve', 'approval')],
    ],
  },
  {
    name: 'is closed by its requester, and moved on by nobody else',
    deeds: [
      [1, says(ED, `open PORT on dev-1 for 3m ${FROM}`)],
      [25, presses(ED, 'close', 'request')],
      [27, presses(ED, 'close', 'request')],
    ],
  },
  {
    name: 'is denied, is cancelled, lapses',
    deeds: [
      [1, says(ED, `open PORT on prod-2 for 1m ${FROM}`)],
      [6, presses(ANNA, 'deny', 'approval', { reason: 'Not today' })],
      [8, says(EVA, `open PORT on prod-2 for 1m ${FROM}`)],
      [14, presses(EVA, 'cancel', 'request')],
      [16, says(ED, `open PORT on vault-1 for 1m ${FROM}`)],
    ],
  },
  {
    name: 'is approved by several, one stage after the other',
    deeds: [
      [1, says(ED, `open PORT on vault-1 for 1m ${FROM}`)],
      [8, all(APPROVERS, 'approve')],
      [16, all(SECURITY, 'approve')],
    ],
  },
  {
    name: 'is extended, and closed with its extension',
    deeds: [
      [1, says(ED, `open PORT on dev-1 for 2m ${FROM}`)],
      [20, presses(ED, 'extend', 'request', { extendBy: '2' })],
      [45, presses(ED, 'close', 'request')],
    ],
  },
  {
    name: 'breaks the glass, and is reviewed',
    deeds: [
      [1, says(ED, 'break glass: open PORT on prod-1 for 1m from 203.0.113.7 because the shop is down')],
      [5, presses(ED, 'choose', 'draft')],
      [40, presses(ANNA, 'choose', 'draft')],
    ],
  },
  {
    name: 'starts later',
    deeds: [
      [1, says(ED, 'open PORT on prod-2 at 12:01 for 1m from 203.0.113.7 because later')],
      [8, presses(ANNA, 'approve', 'approval')],
    ],
  },
  {
    name: 'waits until others are asked as well, and is told that its end comes',
    lasts: 155,
    deeds: [
      [1, says(ED, `open PORT on night-1 for 21m ${FROM}`)],
      [70, all(SECURITY, 'approve')],
      [145, presses(ED, 'close', 'request')],
    ],
  },
  {
    name: 'is accepted by the cloud and fails',
    deeds: [
      [0, ({ weather }) => void Object.assign(weather.cloud, { fails: 1 })],
      [1, says(ED, `open PORT on dev-1 for 3m ${FROM}`)],
    ],
  },
  {
    name: 'is removed by somebody else while it is open',
    deeds: [
      [1, says(ED, `open PORT on dev-1 for 2m ${FROM}`)],
      [
        30,
        ({ cloud }) => {
          for (const entry of cloud.open()) cloud.tamper(entry, 'remove');
        },
      ],
    ],
  },
  {
    name: 'cannot be closed for a while',
    deeds: [
      [1, says(ED, `open PORT on dev-1 for 1m ${FROM}`)],
      [50, ({ weather }) => void Object.assign(weather.cloud, { locked: true, stays: true })],
      [100, ({ weather }) => void Object.assign(weather.cloud, { locked: false, stays: false })],
    ],
  },
  {
    name: 'is asked for by somebody who leaves',
    deeds: [
      [1, says(ED, `open PORT on dev-1 for 3m ${FROM}`)],
      [25, ({ gone }) => void gone.add(ED.id)],
    ],
  },
  {
    name: 'is one of two that go different ways, and of which one is refused for a while',
    deeds: [
      [1, ({ weather }) => void Object.assign(weather.cloud, { refuses: 0.5 })],
      [2, says(ED, `open PORT and 8081 on dev-1 for 1m ${FROM}`)],
      [20, ({ weather }) => void Object.assign(weather.cloud, { refuses: 0 })],
    ],
  },
  {
    name: 'is refused to a stranger, and told about to whoever asks',
    deeds: [
      [1, says(ED, 'open PORT on nowhere for 1m')],
      [3, says(ADMIN, 'list')],
      [5, says(ED, 'approve aj-000001')],
    ],
  },
];

/** The story begins: everything in it is going to happen, for one port. */
export function tell(world: World, to: Deliveries, { deeds }: Story): void {
  for (const [seconds, deed] of deeds) world.timeline.after(seconds * 1_000, WORLD, () => deed(world, to));
}
