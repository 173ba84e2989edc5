import { createHash } from 'node:crypto';
import { eventBytes, eventFromBytes, NotAnEvent } from '../../../src/audit/event-bytes.ts';
import { NotAnExport, readJsonLines } from '../../../src/audit/json-lines.ts';
import { readSeals } from '../../../src/audit/kept-seals.ts';
import { readStatements } from '../../../src/audit/statement.ts';
import { verifyLog } from '../../../src/audit/verify.ts';
import { decode, encode } from '../../../src/store/codec.ts';
import { recordFrom, storedFrom } from '../../../src/store/redis/rows.ts';
import { storedFrom as storedFromSqlite } from '../../../src/store/sqlite/rows.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { textLike } from '../mutate.ts';
import { NASTY_TEXTS } from '../nasty.ts';
import { must, type Target } from '../target.ts';
import { jsonLike } from './json.ts';

const EVENT = eventBytes({
  ...{
    at: new Date('2026-01-31T10:00:00Z'),
    kind: 'asked',
    actor: { id: 'ajar', name: 'Ajar' },
    app: 'teams',
  },
  ...{ request: 'aj-7k2m9q', vms: ['web-01'], ports: ['22/tcp'], until: new Date('2026-01-31T12:00:00Z') },
} as unknown as Parameters<typeof eventBytes>[0]);
const SEAL = createHash('sha256').update(EVENT).digest('hex');
const LINES = [
  `{"seq":1,"seal":"${SEAL}","event":${EVENT}}`,
  `{"seq":1,"seal":null,"event":${EVENT}}`,
  `{"seq":2,"seal":null,"event":{"kind":"checkpoint","detail":"checkpoint of 0123456789abcdef at 2026-01-31T10:00:00.000Z: 1:${SEAL}"}}`,
];
const WORDS = [...LINES, SEAL, EVENT, '"seq":', '{"seq":1', '"event":', '\n', '}', ...NASTY_TEXTS];

const auditLog: Target = {
  name: 'audit-export',
  make: (random) => {
    const line = () => textLike(random, LINES, WORDS);
    return random.oneIn(3) ? `${line()}\n${line()}` : line();
  },
  throws: [NotAnExport, NotAnEvent],
  async read(text) {
    readSeals(text);
    readStatements(text);
    const verified = await verifyLog(readJsonLines(each(text.split('\n'))), { mayBePart: true });
    if (!verified.ok) must('what is broken is said', verified.why.length > 0);
  },
};

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

const event: Target = {
  name: 'audit-event',
  make: (random) => jsonLike(random, [JSON.parse(EVENT)]),
  throws: [NotAnEvent],
  read: (text) => eventFromBytes(text, { detail: text }),
};

const REQUEST = {
  request: { id: 'aj-7k2m9q', askedAt: { $date: '2026-01-31T10:00:00.000Z' }, grants: [{ key: 'g1' }] },
  home: { app: 'teams', conversation: '19:x' },
  work: { attempt: 1, dueAt: { $date: '2026-01-31T10:00:00.000Z' }, $$odd: 1 },
};

const stored: Target = {
  name: 'stored',
  make: (random) =>
    jsonLike(
      random,
      [REQUEST, { body: REQUEST.request, work: REQUEST.work }],
      ['$date', '$$', ...NASTY_TEXTS],
    ),
  throws: [StoreError],
  read(text) {
    storedFrom('aj-7k2m9q', ['request', '1', '1', text]);
    recordFrom('setup-1', ['setup', '1', '1', text]);
    const row = { id: 'aj-7k2m9q', format: 1, version: 1, body: text, home: text, attempt: 0 };
    storedFromSqlite(row);
    const value = decode(text);
    must('what was read is written and read as the same', encode(decode(encode(value))) === encode(value));
  },
};

export const STORED: readonly Target[] = [auditLog, event, stored];
