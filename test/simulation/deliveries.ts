import type { Person } from '../../src/access/person.ts';
import type { ClickAnswer, ClickVerb } from '../../src/ports/chat.ts';
import { type Message, room } from './chat-app.ts';
import type { Instance } from './instance.ts';
import { WORLD } from './timeline.ts';
import type { World } from './world.ts';

/** Something that a person sent, and what became of it. */
export interface Delivery {
  readonly key: string;
  readonly person: Person;
  readonly what: string;
  /** How it was answered; the last way of being told is that the app could not take it in. */
  answer?: string;
}

/** What a person presses. */
export interface Press {
  readonly verb: ClickVerb;
  readonly message: Message;
  readonly fields?: Readonly<Record<string, string>>;
  readonly choice?: number;
}

/** The chat platform as people use it: what it could not hand over it hands over again, to whichever process is there. */
export interface Deliveries {
  readonly all: Delivery[];
  readonly waiting: number;
  say(person: Person, text: string): string;
  press(person: Person, press: Press): string;
  /** Hands the same delivery over once more, as platforms do. */
  repeat(): void;
}

/** A platform tries so often, and then says that it failed. */
const TRIES = 4;

export function createDeliveries(world: World): Deliveries {
  const { timeline, dice, note } = world;
  const all: Delivery[] = [];
  const handovers: (() => void)[] = [];
  let waiting = 0;

  function send(delivery: Delivery, hand: (to: Instance) => Promise<string>): string {
    all.push(delivery);
    waiting += 1;
    const again = (tries: number): void =>
      void timeline.after(dice.between(0, 900), WORLD, () => attempt(tries));
    const attempt = (tries: number): void => {
      const live = world.instances.filter(({ life }) => life.alive);
      if (live.length === 0) {
        later(tries);
        return;
      }
      const to = dice.pick(live);
      let told = false;
      hand(to).then(
        (answer) => {
          if (!to.life.alive || told) return;
          told = true;
          done(answer);
        },
        (error: unknown) => {
          if (!to.life.alive || told) return;
          told = true;
          note(`${delivery.key} failed at ${to.life.name}: ${String(error)}`);
          done('could not be taken in');
        },
      );
      // Whoever took it and died never answers: the platform notices, and hands it to somebody else.
      timeline.after(dice.between(8_000, 20_000), WORLD, () => {
        if (!told && !to.life.alive) later(tries);
        else if (!told) timeline.after(60_000, WORLD, () => !told && later(tries));
      });
    };
    const later = (tries: number): void => {
      if (delivery.answer !== undefined) return;
      if (tries <= 1) {
        done('the platform said that it failed');
        return;
      }
      timeline.after(
        dice.between(1_000, 15_000),
        WORLD,
        () => delivery.answer === undefined && attempt(tries - 1),
      );
    };
    const done = (answer: string): void => {
      note(`${delivery.key} (${delivery.what}) is answered: ${answer.slice(0, 160)}`);
      if (delivery.answer === undefined) waiting -= 1;
      delivery.answer ??= answer;
    };
    handovers.push(() => again(1));
    if (handovers.length > 30) handovers.shift();
    again(TRIES);
    return delivery.key;
  }

  const keyOf = (): string => `d${all.length + 1}`;
  return {
    all,
    get waiting() {
      return waiting;
    },
    say(person, text) {
      const key = keyOf();
      note(`${person.name} says (${key}): ${text}`);
      return send({ key, person, what: text }, async ({ flow }) => {
        await flow.said({ key, person, text, place: room(person.id, key) });
        return 'heard';
      });
    },
    press(person, { verb, message, fields = {}, choice }) {
      const key = keyOf();
      const { card } = message;
      const ids = 'request' in card ? { request: card.request.id, terms: card.request.terms } : {};
      const draft = card.card === 'draft' ? { draft: card.draft } : {};
      const what = `${verb} on ${message.id} (${card.card} ${ids.request ?? ''})`;
      note(`${person.name} presses (${key}): ${what}`);
      return send({ key, person, what }, async ({ flow }) => {
        const answer: ClickAnswer = await flow.clicked({
          ...{ key, person, place: message.place, message: message.id, verb, fields, ...ids, ...draft },
          ...(choice === undefined ? {} : { choice }),
        });
        return answer.sentence;
      });
    },
    repeat() {
      if (handovers.length > 0) dice.pick(handovers)();
    },
  };
}
