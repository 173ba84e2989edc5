import type { Click, ClickAnswer, Listener, Said, TurnedAway } from '../ports/chat.ts';
import type { Deps } from './deps.ts';
import { createDesk } from './once.ts';
import { click } from './say/click.ts';
import { hear, turnAway } from './say/hear.ts';

/** One conversation for every chat app, from a sentence to a closed port. */
export function createFlow(deps: Deps): Listener {
  const clicks = createDesk<ClickAnswer>();
  const sayings = createDesk<void>();
  return {
    said: (said: Said) => sayings.once(said.key, () => hear(deps, said)),
    clicked: (clicked: Click) => clicks.once(clicked.key, () => click(deps, clicked)),
    turnedAway: (refusal: TurnedAway) => turnAway(deps, refusal),
  };
}
