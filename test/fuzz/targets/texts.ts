import { looksLikeAddress, readSource } from '../../../src/access/address.ts';
import { LONGEST_MS, readDuration, readMinutes } from '../../../src/access/duration.ts';
import { readEmail } from '../../../src/access/email.ts';
import { readLinkCode } from '../../../src/access/linking.ts';
import { formatPort, readPort } from '../../../src/access/port.ts';
import { readRange } from '../../../src/access/range.ts';
import { isNearRequestId, readRequestId } from '../../../src/access/request-id.ts';
import { type Context, readSentence } from '../../../src/access/sentence.ts';
import { ticketIn } from '../../../src/access/ticket.ts';
import { clientAddress } from '../../../src/web/client-address.ts';
import { MESSY_READ } from '../../access/messy-read.ts';
import { MESSY_REFUSED } from '../../access/messy-refused.ts';
import { READ_AROUND } from '../../access/sentences-around.ts';
import { REFUSED_AROUND } from '../../access/sentences-around-refused.ts';
import { READ } from '../../access/sentences-read.ts';
import { REFUSED } from '../../access/sentences-refused.ts';
import { textLike } from '../mutate.ts';
import { NASTY_TEXTS } from '../nasty.ts';
import { must, type Target } from '../target.ts';

const CONTEXT: Context = { now: new Date('2026-10-18T10:00:00Z'), zone: 'Europe/Berlin' };
const SENTENCES = [READ, MESSY_READ, READ_AROUND, REFUSED, MESSY_REFUSED, REFUSED_AROUND].flatMap((list) =>
  list.map(([text]) => text),
);
const WORDS = [...new Set(SENTENCES.flatMap((text) => text.split(/\s+/))), ...NASTY_TEXTS];

/** Longer than any refusal is: whoever is answered with more was answered with their own text. */
const LONGEST_ANSWER = 1_500;

const sentence: Target = {
  name: 'sentence',
  make: (random) => textLike(random, SENTENCES, WORDS),
  read(text) {
    const read = readSentence(text, CONTEXT);
    if (read.verb !== undefined) return read;
    must('a refusal is short', read.error.length < LONGEST_ANSWER);
    must('its column is in the text', read.column >= 1 && read.column <= Math.max(2_001, text.length + 1));
    return read;
  },
};

const ADDRESSES = [
  ...[
    '203.0.113.7',
    '203.0.113.0/24',
    '2001:db8::7',
    '2001:db8::/32',
    '::ffff:203.0.113.7',
    '0.0.0.0/0',
    '::/0',
  ],
  ...['[2001:db8::7]:5123', '203.0.113.7:5123', '203.0.113.7, 10.0.0.4', '1.2.3.4/0', 'fe80::1%eth0'],
];

const address: Target = {
  name: 'address',
  make: (random) =>
    textLike(random, ADDRESSES, [...ADDRESSES, ':', '/', '.', '0', 'ffff', '255', ...NASTY_TEXTS]),
  read(text) {
    looksLikeAddress(text);
    readRange(text);
    const from = { headersDistinct: { 'x-forwarded-for': [text] }, socket: { remoteAddress: '10.0.0.4' } };
    clientAddress(from as never, ['10.0.0.0/8', '::1/128']);
    const source = readSource(text);
    if (typeof source === 'string') must('it reads back as it is told', readSource(source) === source);
    else must('a refusal is short', source.error.length < LONGEST_ANSWER);
  },
};

const DURATIONS = [
  '2h',
  '90m',
  '1h30m',
  '1.5h',
  'half an hour',
  'two hours',
  'PT2H',
  'an hour and a half',
  '720:00',
];
const UNITS = [
  'h',
  'm',
  's',
  'd',
  'w',
  'hours',
  'and',
  'a',
  'half',
  'PT',
  '.',
  '1',
  '30',
  '99999999999999999999',
];

const duration: Target = {
  name: 'duration',
  make: (random) => textLike(random, DURATIONS, [...UNITS, ...NASTY_TEXTS]),
  read(text) {
    readMinutes(text);
    const ms = readDuration(text);
    if (typeof ms === 'number') must('it is whole seconds', ms > 0 && ms <= LONGEST_MS && ms % 1_000 === 0);
    else must('a refusal is short', ms.error.length < LONGEST_ANSWER);
  },
};

const FIELDS = [
  '22',
  '22/tcp',
  'tcp/22',
  'ssh/rdp',
  '3389/any',
  'winrm',
  'aj-7k2m9q',
  'INC-123',
  'K7Q2-9MXD',
  'a@b.example',
];

/** What is typed into single fields of forms and pages. */
const field: Target = {
  name: 'field',
  make: (random) => textLike(random, FIELDS, [...FIELDS, ...NASTY_TEXTS]),
  read(text) {
    const ports = readPort(text);
    if ('error' in ports) must('a refusal is short', ports.error.length < LONGEST_ANSWER);
    else for (const port of ports) must('it is a port', !('error' in readPort(formatPort(port))));
    readEmail(text);
    readLinkCode(text);
    readRequestId(text);
    isNearRequestId(text);
    ticketIn(text);
  },
};

export const TEXTS: readonly Target[] = [sentence, address, duration, field];
