// Tells one story in a process of its own and ends itself with SIGKILL at the call it is given. Made to be killed.
import { createRedisStore } from '../../../src/store/redis/store.ts';
import { createSqliteStore } from '../../../src/store/sqlite/store.ts';
import { dieAlone } from './matrix.ts';
import { STORIES } from './stories.ts';

const [, , place = '', story = '0', call = '1'] = process.argv;
const store = place.startsWith('redis:')
  ? await createRedisStore({ url: place })
  : createSqliteStore({ file: place });
await dieAlone(STORIES[Number(story)]!, 22, { call: Number(call), when: 'after' }, store, () =>
  process.kill(process.pid, 'SIGKILL'),
);
