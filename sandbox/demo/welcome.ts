import { AVERY, BLAKE, RILEY } from './people.ts';
import type { Playground } from './playground.ts';

/** When its time begins, and how many times as fast as the world's it runs. */
export interface TimeLapse {
  readonly begin: Date;
  readonly speed: number;
}

const ASK = 'open 3389 on vm-prod-01 from 203.0.113.7 for 2h because the print spooler hangs';

/** Said where the optional package is missing. */
export const NO_PLAYGROUND = `The Microsoft 365 Agents Playground is not installed, so there is no Teams to show. It is an optional package
(@microsoft/m365agentsplayground, licensed for evaluation); "npm install --include=optional" brings it.
Without it, chat in this terminal:

  npm run demo -- --console
`;

const timeSentence = ({ speed, begin }: TimeLapse): string =>
  speed === 1
    ? `It is ${instant(begin)} here.`
    : `Time runs ${speed} times as fast here: it is ${instant(begin)}, and two hours pass in ${spell(7200 / speed)}.`;

const instant = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const spell = (seconds: number): string =>
  seconds >= 90 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds)} seconds`;

/** What to do, for people in pages of Teams, in one of Slack, or in both. */
export const pagesWelcome = (
  options: TimeLapse,
  pages: readonly Playground[],
  slack: string | undefined,
): string => `
Ajar's demo. Everything stays on this machine; Ctrl-C ends all of it.
${timeSentence(options)}

${pages.length > 0 ? inTeams(pages) : inSlack}

${slack === undefined ? NO_SLACK : whereSlackIs(slack, pages.length > 0)}

${stages(slack !== undefined)}

A VM that is not under just-in-time access yet: write "open 22 on fresh-01 from 203.0.113.7", and ask an admin (Avery).
Without "from …" it offers "Use my address": this machine's browsers come from 203.0.113.1 here. What is asked for on db-prod-01 is
approved behind a sign-in of this machine's own.
Also worth a try: deny, "extend", "close", "list", "who", "help", or leave out the name of the VM.
`;

/** Blake's part; in Slack a command tells the bot from the others. */
const stages = (inSlack: boolean): string => {
  const say = inSlack ? '/jit ' : '';
  return `Security is asked too: write "${say}open 22 on gateway-01 from 203.0.113.7" as ${RILEY.name}; ${AVERY.name} approves, then ${BLAKE.name}.
Let nobody answer, and after 40 minutes ${BLAKE.name} may. In an emergency: "${say}break glass: open 22 on web-02 from 203.0.113.7
for 30m because the shop is down", which ${BLAKE.name} reviews. For later: "${say}open 22 on web-03 from 203.0.113.7 in 30 minutes for 1h".`;
};

const inTeams = (
  pages: readonly Playground[],
): string => `1. Open these pages first, side by side: a page shows only what arrives while it is open.
${pages.map(({ person, address }) => `     ${`${person.name}:`.padEnd(18)} ${address}`).join('\n')}

2. As ${RILEY.name}, write:
     ${ASK}

3. As ${AVERY.name}, press Approve. Watch the port open below, and close by itself.
   The channel "on-call" on the same page is where on-call reads along.`;

const inSlack = `Open the page below, and as ${RILEY.name} write:
     /jit ${ASK}
Then press Approve as ${AVERY.name}, and watch the port open below, and close by itself.`;

const whereSlackIs = (
  address: string,
  besideTeams: boolean,
): string => `Slack, with three people side by side:
     ${address}
   There "/jit" alone opens the form, and Home shows what each of them has.${besideTeams ? IN_BOTH : ''}`;

const IN_BOTH = `
   The bot is in both apps at once: ask in one and approve in the other, and the cards of both change.`;

/** Said where the development packages are missing. */
const NO_SLACK =
  'Slack is not shown, since its stand-in needs the development packages; "npm install" without --omit=dev brings them.';

/** What to do, for people who share this terminal. */
export const consoleWelcome = (options: TimeLapse): string => `
Ajar's demo in a terminal. Everything stays on this machine; Ctrl-C ends all of it.
${timeSentence(options)}

You are several people. Begin each line with who is speaking:
  ${RILEY.nick}: ${ASK}
and answer a card by the number of its button, as the person to whom it was shown:
  ${AVERY.nick}: 2

${stages(false)}

Watch the port open, and close by itself. "${RILEY.nick}: help" says what else can be written.
`;
