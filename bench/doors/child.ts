import { type Asked, answerTo, type DoorName, openHere } from './opened.ts';

// Started by door.ts, and ends with it.
const [name, upstream = ''] = process.argv.slice(2);
const opened = await openHere(name as DoorName, upstream);
process.on('message', (asked: Asked) => void answerTo(opened, asked).then((told) => process.send?.(told)));
process.once('disconnect', () => void opened.stop().finally(() => process.exit(0)));
process.send?.(opened.url);
