import { BLAKE, HANA } from '../../../sandbox/demo/people.ts';
import { storiesIn } from '../../contracts/stories.ts';
import { openSlackTable } from '../../fakes/slack/table.ts';

for (const [how, speaking] of [
  ['direct messages', 'direct'],
  ['commands', 'command'],
] as const)
  storiesIn(`Slack, by ${how}`, async () => {
    const { riley, avery, desk, served, close, slack } = await openSlackTable({ speaking });
    slack.alter(slack.members.hana.id, { is_restricted: true });
    const [blake, hana] = await Promise.all([desk(BLAKE), desk(HANA)]);
    return { riley, avery, blake, hana, ...served, close };
  });
