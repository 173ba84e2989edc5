// Tells one story in a process of its own and ends itself with SIGKILL at the call it is given. Made to be killed.
import { dieAt } from './matrix.ts';
import { STORIES } from './stories.ts';

const [, , file = '', story = '0', call = '1'] = process.argv;
await dieAt(STORIES[Number(story)]!, 22, Number(call), 'after', {
  file,
  died: () => process.kill(process.pid, 'SIGKILL'),
});
