import type { Ends } from './filled.ts';
import { openHere } from './opened.ts';

// Started by opened.ts: a clockwork in a process of its own.
const [file = '', open, ends = ''] = process.argv.slice(2);
const { ask } = openHere(file, Number(open), JSON.parse(ends) as Ends);
process.on(
  'message',
  (figure) => void ask(figure as Parameters<typeof ask>[0]).then((found) => process.send?.(found)),
);
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
