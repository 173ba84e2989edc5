import { denyView, fewerView, loadingView, sayView } from '../../src/chat/slack/cards/views.ts';
import type { View } from '../../src/chat/slack/wire.ts';
import { createPaint } from '../../src/chat/teams/cards/paint.ts';
import { createDraw } from '../../src/chat/teams/draw.ts';
import type { CardName } from '../../src/ports/card.ts';
import { AVERY, RILEY, SAMPLE_CARDS } from '../../test/contracts/sample-cards.ts';
import type { Exhibit, Shown } from './exhibits.ts';

type OneApp = Pick<Exhibit, 'card' | 'name'> & { readonly shown: Shown };

/** What only one app has: in Teams a card that is another for each reader, in Slack the modals beside the form. */
export const viewsOfOneApp = async (): Promise<readonly OneApp[]> => [
  ...(await teamsViews()),
  ...SLACK_VIEWS.map(([card, name, view]): OneApp => ({ card, name, shown: { app: 'slack', view } })),
];

const CHANNEL = { app: 'teams', service: 'https://smba.example', conversation: '19:approvers@thread.tacv2' };

async function teamsViews(): Promise<readonly OneApp[]> {
  const of = async (people: readonly string[]) => new Map(people.map((id) => [id, `29:${id}`]));
  const paint = createPaint(createDraw(), { of });
  const card = SAMPLE_CARDS.approval;
  const drawn = {
    'approval in a Teams channel, for everybody': await paint.base(card, CHANNEL, true),
    'approval in a Teams channel, for an approver': await paint.view(card, CHANNEL, AVERY.id),
    'approval in a Teams channel, for its requester': await paint.view(
      { ...card, facts: { ...card.facts, can: { ...card.facts.can, cancel: true } } },
      CHANNEL,
      RILEY.id,
    ),
  };
  return Object.entries(drawn).map(([name, { content, summary }]) => ({
    ...{ card: 'approval', name },
    shown: { app: 'teams', card: content, summary },
  }));
}

const { id, terms } = SAMPLE_CARDS.approval.request;

const SLACK_VIEWS: readonly (readonly [CardName, string, View])[] = [
  ['form', 'Slack, while the form is filled', loadingView()],
  [
    'form',
    'Slack, after the form',
    sayView('Open a port', `${id} waits for approval.`, 'open 3389 on vm-prod-01 for 2h'),
  ],
  [
    'approval',
    'Slack, before a request is denied',
    denyView({ request: id, terms, channel: 'C01', ts: '1.2' }),
  ],
  [
    'approval',
    'Slack, before fewer ports are approved',
    fewerView({ request: id, terms, channel: 'C01', ts: '1.2' }, [
      { key: 'g1', title: '3389/tcp on vm-prod-01' },
      { key: 'g2', title: '5986/tcp on vm-prod-01' },
    ]),
  ],
];
