// By hand: `npm run test:crashes -- sqlite`, or `redis`. Every death that there is, with figures; `AJAR_STORIES=0,4` are some of the stories.

import { storeInMemory } from '../../simulation/world.ts';
import { startRedis } from '../../store/redis-server.ts';
import { dieEverywhere, PROVIDERS } from './matrix.ts';
import { emptyRedis } from './over-redis.ts';
import { STORIES } from './stories.ts';

const server = process.argv[2] === 'redis' ? await startRedis(['--appendfsync', 'everysec']) : undefined;
const every = Number(process.env.AJAR_CRASH_EVERY ?? 1);
const chosen = process.env.AJAR_STORIES?.split(',').map(Number) ?? [...STORIES.keys()];
const total = { deaths: 0, violations: 0, worstOpenMs: 0 };

for (const at of chosen)
  for (const [name, port] of Object.entries(PROVIDERS)) {
    const story = STORIES[at];
    if (!story) throw new Error(`There is no story ${at}.`);
    let deaths = 0;
    for await (const death of dieEverywhere(story, port, { first: 1, every }, () =>
      server ? emptyRedis(server) : storeInMemory(),
    )) {
      if (death.at !== undefined) deaths += 1;
      total.violations += death.violations.length;
      total.worstOpenMs = Math.max(total.worstOpenMs, death.worstOpenMs);
      if (death.violations.length > 0)
        console.error([...death.trace, ...death.violations, `died at ${death.call}, ${death.at}`].join('\n'));
    }
    total.deaths += deaths;
    console.log(`${at} (${story.name}), ${name}: ${deaths} deaths`);
  }

await server?.remove();
console.log(total);
if (total.violations > 0) process.exitCode = 1;
