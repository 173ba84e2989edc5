import { AVERY, BLAKE, RILEY } from '../../../sandbox/demo/people.ts';
import { createConsoleChat } from '../../../src/chat/console/chat.ts';
import { storiesIn } from '../../contracts/stories.ts';
import { serveChat } from '../../fakes/table.ts';
import { createTerminal } from './desk.ts';

const open = async () => {
  const { input, output, desk } = createTerminal();
  const people = { [RILEY.nick]: RILEY, [AVERY.nick]: AVERY, [BLAKE.nick]: BLAKE };
  const served = await serveChat(({ clock, log }) =>
    createConsoleChat({ input, output, people, clock, log }),
  );
  return { riley: desk(RILEY), avery: desk(AVERY), blake: desk(BLAKE), ...served };
};

storiesIn('the terminal', open, false);
