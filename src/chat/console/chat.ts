import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { Person } from '../../access/person.ts';
import type { Card } from '../../ports/card.ts';
import {
  type Chat,
  ChatError,
  type Click,
  type ClickAnswer,
  type Listener,
  type Place,
} from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Mention } from '../../ports/user-groups.ts';
import { withoutRepeats } from '../repeats.ts';
import { spellInstant } from '../times.ts';
import { createBoard, type Shown } from './board.ts';
import { draw, printable } from './draw.ts';
import { type Line, readLines } from './lines.ts';

export interface ConsoleOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Who types: the prefix before the colon, in lower case, and whose it is. */
  readonly people: Readonly<Record<string, Person>>;
  readonly clock: Clock;
  readonly log: Log;
  /** The time zone (IANA) of everybody at this terminal; UTC unless given. */
  readonly zone?: string;
}

export interface ConsoleChat extends Chat {
  /** Begins to take in lines; every line is handled before the next one is. */
  start(listener: Listener): void;
  stop(): void;
}

const APP = 'console';

/**
 * A terminal in which several people share one screen: `riley: open 3389 on vm-prod-01 for 2h` speaks, `avery: 4` presses
 * button 4. Every drawing gets numbers of its own, so that a card which arrives between reading and pressing is never meant.
 */
export function createConsoleChat(options: ConsoleOptions): ConsoleChat {
  const { input, output, people, clock, zone = 'UTC' } = options;
  const board = createBoard();
  const nickOf = (id: string): string | undefined =>
    Object.keys(people).find((nick) => people[nick]?.id === id);

  const print = (reader: string, lines: readonly string[]): void => {
    const head = `${spellInstant(clock.now(), zone, clock.now())} to ${reader}`;
    output.write(`${head}\n${lines.map((line) => `  | ${line}\n`).join('')}\n`);
  };
  const readerOf = (place: Place): string | undefined =>
    place.privateTo === undefined ? place.conversation : nickOf(place.privateTo);

  async function show(
    card: Card,
    place: Place,
    replaces?: string,
    mentions: readonly Mention[] = [],
  ): Promise<string> {
    const reader = readerOf(place);
    if (place.app !== APP || reader === undefined)
      throw new ChatError('gone', `Nobody at this terminal reads ${place.conversation}.`);
    const message = replaces ?? randomUUID();
    const lines = board.put(message, place, draw(withoutRepeats(card, place)));
    const names = replaces === undefined ? mentions.map(({ name }) => name) : [];
    const forGroups = names.length > 0 ? [printable(`For ${names.join(', ')}`)] : [];
    if (lines !== undefined) print(reader, [...lines, ...forGroups]);
    return message;
  }

  const handle = (listener: Listener, line: Line): Promise<void> =>
    takeIn(listener, line, { ...options, zone, board, nickOf, print, show });
  let stopReading: (() => void) | undefined;
  return {
    app: APP,
    entra: true,
    show,
    direct: async (id) => (nickOf(id) === undefined ? undefined : privatePlace(id)),
    place: async (route) => ({ app: APP, service: APP, conversation: printable(route) }),
    async send({ name, title, text }, place) {
      const reader = readerOf(place);
      if (place.app !== APP || reader === undefined)
        throw new ChatError('gone', `Nobody at this terminal reads ${place.conversation}.`);
      print(reader, [printable(`${title} (${name}):`), ...text.trimEnd().split(/\r?\n/).map(printable)]);
    },
    start(listener) {
      stopReading ??= readLines(input, (line) => handle(listener, line));
    },
    stop() {
      stopReading?.();
    },
  };
}

const privatePlace = (id: string): Place => ({
  app: APP,
  service: APP,
  conversation: id,
  privateTo: id,
});

interface Desk extends ConsoleOptions {
  readonly zone: string;
  readonly board: ReturnType<typeof createBoard>;
  readonly nickOf: (id: string) => string | undefined;
  readonly print: (reader: string, lines: readonly string[]) => void;
  readonly show: Chat['show'];
}

/** One typed line, on its way to the flow; what the flow could not take in is said, so that nobody waits for an answer. */
async function takeIn(listener: Listener, line: Line, desk: Desk): Promise<void> {
  const person = Object.hasOwn(desk.people, line.nick) ? desk.people[line.nick] : undefined;
  if (person === undefined) {
    const names = Object.keys(desk.people).map((nick) => `${nick}: help`);
    return desk.print('you', [`Begin with who is speaking, such as "${names.join('" or "')}".`]);
  }
  try {
    if (line.button === undefined) {
      const place = privatePlace(person.id);
      await listener.said({ key: randomUUID(), person, text: line.text, place, zone: desk.zone });
    } else await press(listener, line.nick, person, line.button, line.text, desk);
  } catch (error) {
    desk.log.error({ error }, 'A line typed at the terminal could not be handled.');
    desk.print(line.nick, ['Something went wrong on our side and this was not taken in. Write it again.']);
  }
}

async function press(
  listener: Listener,
  nick: string,
  person: Person,
  number: number,
  typed: string,
  desk: Desk,
): Promise<void> {
  const shown = desk.board.find(number);
  if (typeof shown === 'string') return desk.print(nick, [shown]);
  if (shown.place.privateTo !== undefined && shown.place.privateTo !== person.id) {
    const owner = desk.nickOf(shown.place.privateTo) ?? 'somebody else';
    return desk.print(nick, [`Button ${number} was shown to ${owner}, not to ${nick}.`]);
  }
  const answer = await listener.clicked(clickOf(shown, person, typed, desk.zone));
  desk.print(nick, [printable(answer.sentence)]);
  await redraw(shown, answer, desk);
}

const redraw = async (shown: Shown, { card }: ClickAnswer, desk: Desk): Promise<void> => {
  if (card !== undefined) await desk.show(card, shown.place, shown.message);
};

function clickOf({ button, place, message }: Shown, person: Person, typed: string, zone: string): Click {
  const { title: _, field, fields, onHome, ...meant } = button;
  const said = field === undefined || typed === '' ? {} : { [field]: typed };
  // An overview is a copy of no request.
  const on = onHome ? {} : { message };
  return { ...meant, ...on, key: randomUUID(), person, place, zone, fields: { ...fields, ...said } };
}
