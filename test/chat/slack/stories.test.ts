import { BLAKE } from '../../../sandbox/demo/people.ts';
import { storiesIn } from '../../contracts/stories.ts';
import { openSlackTable } from '../../fakes/slack/table.ts';

for (const [how, speaking] of [
  ['direct messages', 'direct'],
  ['commands', 'command'],
] as const)
  storiesIn(`Slack, by ${how}`, async () => {
    const { riley, avery, desk, served, close } = await openSlackTable({ speaking });
    return { riley, avery, blake: await desk(BLAKE), cloud: served.cloud, pages: served.pages, close };
  });
