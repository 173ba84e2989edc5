import { draw as drawConsole } from '../../src/chat/console/draw.ts';
import { formView, homeView } from '../../src/chat/slack/cards/views.ts';
import { createDraw as createSlackDraw } from '../../src/chat/slack/draw.ts';
import type { Message, View } from '../../src/chat/slack/wire.ts';
import { createDraw as createTeamsDraw } from '../../src/chat/teams/draw.ts';
import type { Card, CardName } from '../../src/ports/card.ts';
import { TOLD } from '../../test/contracts/cards.ts';
import { SAMPLE_CARDS } from '../../test/contracts/sample-cards.ts';
import { viewsOfOneApp } from './views.ts';

/** What an app shows of a card. */
export type Shown =
  | { readonly app: 'teams'; readonly card: Readonly<Record<string, unknown>>; readonly summary: string }
  | { readonly app: 'slack'; readonly message: Message }
  | { readonly app: 'slack'; readonly view: View }
  | { readonly app: 'console'; readonly lines: readonly string[] };

export type App = Shown['app'];

/** One card in one state, as every app shows it. */
export interface Exhibit {
  readonly card: CardName;
  readonly name: string;
  /** What every app must tell: the contract's own list. */
  readonly must: readonly string[];
  readonly shown: readonly Shown[];
  readonly note?: string;
}

type Told = Pick<Exhibit, 'name' | 'must'> & { readonly card: Card };

/** Every state that the contract tells of, and the ordinary one of each card of which it tells nothing. */
export function toldCards(): readonly Told[] {
  const told = new Set(TOLD.map(({ card }) => card.card));
  const rest = Object.values(SAMPLE_CARDS).filter(({ card }) => !told.has(card));
  return [...TOLD, ...rest.map((card) => ({ name: card.card, card, must: [] }))];
}

/** Everything that there is to see, card by card. */
export async function exhibits(): Promise<readonly Exhibit[]> {
  const told = toldCards().map(({ name, must, card }) => exhibit(card.card, name, must, everyApp(card)));
  const alone = (await viewsOfOneApp()).map(({ card, name, shown }) => exhibit(card, name, [], [shown]));
  return [...told, ...alone].sort((a, b) => CARDS.indexOf(a.card) - CARDS.indexOf(b.card));
}

function exhibit(card: CardName, name: string, must: readonly string[], shown: readonly Shown[]): Exhibit {
  const note = noteOf(shown);
  return { card, name, must, shown, ...(note === undefined ? {} : { note }) };
}

const CARDS = Object.keys(SAMPLE_CARDS);

const teams = createTeamsDraw();
const slack = createSlackDraw();

export function everyApp(card: Card): readonly Shown[] {
  const { content, summary } = teams(card, true);
  const { lines, buttons } = drawConsole(card);
  return [
    { app: 'teams', card: content, summary },
    inSlack(card),
    { app: 'console', lines: [...lines, ...buttons.map(({ title }, at) => `[${at + 1}] ${title}`)] },
  ];
}

function inSlack(card: Card): Shown {
  if (card.card === 'form') return { app: 'slack', view: formView(slack, card.form) };
  if (card.card === 'home') return { app: 'slack', view: homeView(slack, card.home) };
  return { app: 'slack', message: slack(card, true, userOf) };
}

/** Ids as Slack has them, made from ours; `NAMES` says who they are. */
const userOf = (person: string): string => `U${person.slice(-8).toUpperCase()}`;

const PEOPLE = [SAMPLE_CARDS.form.form.person, ...SAMPLE_CARDS.approval.facts.approvers];

export const NAMES = { users: Object.fromEntries(PEOPLE.map(({ id, name }) => [userOf(id), name])) };

/** What the Microsoft 365 Agents Playground does not show of the Teams card, and this page only half. */
function noteOf(shown: readonly Shown[]): string | undefined {
  const text = JSON.stringify(shown.filter(({ app }) => app === 'teams'));
  const notes = [
    text.includes('"refresh"') ? REFRESH : '',
    text.includes('"Data.Query"') ? QUERY : '',
  ].filter((note) => note !== '');
  return notes.length > 0 ? notes.join(' ') : undefined;
}

const REFRESH =
  'Teams asks for each reader’s own view of this card (refresh); the Playground shows everybody the same.';
const QUERY =
  'Teams looks for VMs while one types (Data.Query); the Playground and this page show a plain list.';
