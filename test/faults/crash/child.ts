// Tells one story in a process of its own and ends itself with SIGKILL at the call it is given. Made to be killed.
import { writeSync } from 'node:fs';
import { dieAt } from './matrix.ts';
import { STORIES } from './stories.ts';

const [, , story = '0', call = '1'] = process.argv;
await dieAt(STORIES[Number(story)]!, 22, Number(call), 'after', (folder) => {
  writeSync(1, folder);
  process.kill(process.pid, 'SIGKILL');
});
