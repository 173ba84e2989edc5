import { readFileSync } from 'node:fs';
import { Template } from 'adaptivecards-templating';
import { factsOf } from '../../src/chat/facts.ts';
import { loadTemplates } from '../../src/chat/fill.ts';
import * as slack from '../../src/chat/slack/draw.ts';
import * as teams from '../../src/chat/teams/draw.ts';
import { SAMPLE_CARDS } from '../../test/contracts/sample-cards.ts';
import type { Contest, Row } from '../row.ts';

const CARD = SAMPLE_CARDS.approval;

interface Drawing {
  readonly app: string;
  /** From the request to what is sent: facts, slots, the template, and that it is not too large. */
  readonly draw: () => unknown;
  readonly slots: Parameters<ReturnType<typeof loadTemplates>['approval']>[0];
}

function drawings(): readonly Drawing[] {
  const draws = { teams: teams.createDraw(), slack: slack.createDraw() };
  const facts = factsOf(CARD);
  return [
    { app: 'teams', draw: () => draws.teams(CARD, true), slots: teams.slotsOf(CARD, facts, true) },
    { app: 'slack', draw: () => draws.slack(CARD, true), slots: slack.slotsOf(CARD, facts) },
  ];
}

function contestsOf({ app, draw, slots }: Drawing): readonly Contest[] {
  const file = new URL(`../../cards/${app}/approval.json`, import.meta.url);
  const template: object = JSON.parse(readFileSync(file, 'utf8'));
  const fill = loadTemplates(app).approval;
  const against = 'new Template().expand() each time';
  const baseline = (): unknown => new Template(template).expand({ $root: slots });
  return [
    { what: `approval, ${app}, all of it`, against, ours: draw, baseline, goal: { atMost: 1 / 8 } },
    { what: `approval, ${app}, filling alone`, against, ours: () => fill(slots), baseline },
  ];
}

export const card: Row = {
  name: 'card',
  what: 'drawing a card',
  goal: '≤ 1/8',
  async measure(bench) {
    const lines = [];
    for (const contest of drawings().flatMap(contestsOf)) lines.push(await bench.contest(contest));
    return { lines };
  },
};
