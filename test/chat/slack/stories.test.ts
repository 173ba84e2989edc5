import { storiesIn } from '../../contracts/stories.ts';
import { openSlackTable } from '../../fakes/slack/table.ts';

for (const [how, speaking] of [
  ['direct messages', 'direct'],
  ['commands', 'command'],
] as const)
  storiesIn(`Slack, by ${how}`, async () => {
    const { riley, avery, served, close } = await openSlackTable({ speaking });
    return { riley, avery, cloud: served.cloud, close };
  });
