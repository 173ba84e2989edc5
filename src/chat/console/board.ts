import type { Place } from '../../ports/chat.ts';
import type { Button, Drawing } from './draw.ts';

/** A numbered button, and the message that shows it. */
export interface Shown {
  readonly message: string;
  readonly place: Place;
  readonly button: Button;
}

interface Message {
  readonly drawing: string;
  readonly numbers: readonly number[];
}

// Enough for any session that a person can look back on; the oldest drawings go first.
const KEPT_MESSAGES = 500;

/** What the terminal shows: which numbers can be pressed, and what was last drawn of each message. */
export function createBoard() {
  const messages = new Map<string, Message>();
  const buttons = new Map<number, Shown>();
  let last = 0;

  const take = (message: string): void => {
    for (const number of messages.get(message)?.numbers ?? []) buttons.delete(number);
    messages.delete(message);
  };
  return {
    /** Notes a drawing and answers its lines, buttons included; undefined where the message already reads so. */
    put(message: string, place: Place, drawing: Drawing): readonly string[] | undefined {
      const text = JSON.stringify(drawing);
      if (messages.get(message)?.drawing === text) return undefined;
      take(message);
      const numbers = drawing.buttons.map((button) => {
        buttons.set(++last, { message, place, button });
        return last;
      });
      messages.set(message, { drawing: text, numbers });
      const [oldest] = messages.keys();
      if (messages.size > KEPT_MESSAGES && oldest !== undefined) take(oldest);
      return [...drawing.lines, ...drawing.buttons.map(({ title }, index) => `[${numbers[index]}] ${title}`)];
    },
    /** The button with this number, or a sentence that says why there is none. */
    find(number: number): Shown | string {
      const shown = buttons.get(number);
      if (shown !== undefined) return shown;
      return number <= last && number > 0
        ? `Button ${number} is no longer there: its card was redrawn. Look for the newest numbers.`
        : `There is no button ${number}.`;
    },
  };
}
