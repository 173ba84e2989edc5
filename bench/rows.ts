import type { Row } from './row.ts';
import { arm } from './rows/arm.ts';
import { card } from './rows/card.ts';
import { expiry } from './rows/expiry.ts';
import { openGrants } from './rows/open-grants.ts';
import { sentence } from './rows/sentence.ts';
import { slackClick } from './rows/slack-click.ts';
import { start } from './rows/start.ts';
import { store } from './rows/store.ts';
import { teamsInvoke } from './rows/teams-invoke.ts';
import { twoInstances } from './rows/two-instances.ts';
import { typeAhead } from './rows/type-ahead.ts';
import { verdict } from './rows/verdict.ts';

/** In the order of the table. */
export const ROWS: readonly Row[] = [
  ...[slackClick, teamsInvoke, sentence, verdict, typeAhead, card],
  ...[store, expiry, arm, openGrants, start, twoInstances],
];
