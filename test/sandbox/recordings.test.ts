import { afterEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { createHandClock } from '../fakes/clock.ts';
import { type Entry, readRecordings, stateBefore } from './recordings.ts';
import { shapeOf } from './shape.ts';
import { NOTHING, openWire } from './wire.ts';

const recordings = readRecordings();

/** Headers that a client reads. Where the recording has one, so must the answer; those that steer a client, also the other way. */
const MATTER = [
  'cache-control',
  'pragma',
  'expires',
  'strict-transport-security',
  'x-content-type-options',
  'content-type',
  'x-ms-request-id',
  'x-ms-correlation-request-id',
  'x-ms-routing-request-id',
  'x-ms-arm-service-request-id',
  'x-ms-original-request-ids',
  'x-ms-ratelimit-remaining-subscription-resource-requests',
  'x-ms-ratelimit-remaining-subscription-reads',
  'x-ms-ratelimit-remaining-subscription-writes',
  'x-ms-ratelimit-remaining-subscription-deletes',
  'azure-asyncnotification',
];
const STEER = ['azure-asyncoperation', 'location', 'retry-after', 'etag'];

/** One operation in one version: what names and ids stand in its place is nothing. */
const operationOf = ({ method, uri, status }: Entry): string => {
  const [path = '', query = ''] = uri.split('?');
  const kinds = path.split('/').filter((_, index) => index % 2 === 1 || index === path.split('/').length - 2);
  return [method, ...kinds, query, status].join(' ');
};

/** The newest recording of each operation decides where older ones differ. */
const newest = new Map<string, Entry>();
for (const entry of [...(recordings?.values() ?? [])].flat()) {
  const known = newest.get(operationOf(entry));
  if (!known || known.at < entry.at) newest.set(operationOf(entry), entry);
}

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

describe('recorded answers of real Azure', () => {
  if (!recordings)
    it.skip('nothing was compared: the folder ../shared/azure/recordings is not on this machine', () =>
      undefined);

  for (const [file, entries] of recordings ?? [])
    it(`${file}: the sandbox answers the same requests in the same way`, async () => {
      const clock = createHandClock(entries[0]!.at.toISOString());
      sandbox = await createSandbox({ clock, scenario: NOTHING });
      sandbox.put(...stateBefore(entries));
      const wire = await openWire(sandbox);
      const links = new Map<string, string>();
      for (const entry of entries) {
        clock.pass(Math.max(0, entry.at.getTime() - clock.now().getTime()));
        const uri = [...links].reduce((text, [recorded, ours]) => text.replace(recorded, ours), entry.uri);
        const reply = await wire(entry.method, uri, entry.body);
        expect(reply.status, entry.uri).toBe(entry.status);
        compareHeaders(entry, reply.headers);
        compareBodies(entry, reply.body);
        const [theirs, ours] = [entry.headers, reply.headers].map((headers) =>
          operationId(headers['azure-asyncoperation']),
        );
        if (theirs && ours) links.set(theirs, ours);
      }
    });
});

const operationId = (link: unknown): string | undefined => /\/operations\/([^?]+)/.exec(String(link))?.[1];

function compareHeaders(entry: Entry, ours: Readonly<Record<string, unknown>>): void {
  const has = (headers: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    names.filter((name) => name in headers);
  const wanted = has(entry.headers, MATTER).filter(
    (name) => name !== 'content-type' || entry.answer !== null,
  );
  expect(has(ours, wanted), entry.uri).toEqual(wanted);
  expect(has(ours, STEER), entry.uri).toEqual(has(entry.headers, STEER));
  if (entry.headers['x-ms-request-id'] === '') expect(ours['x-ms-request-id']).toBe('');
  if (entry.headers.server === 'Kestrel') expect(ours.server).toBe('Kestrel');
}

function compareBodies(entry: Entry, ours: unknown): void {
  const decides = newest.get(operationOf(entry))!;
  const [recorded, decided, answered] = [entry.answer, decides.answer, ours].map((body) => shapeOf(body));
  const missing = [...recorded!].filter(
    (line) => !answered!.has(line) && (entry === decides || decided!.has(line)),
  );
  const elided = JSON.stringify(entry.answer).includes('elided');
  const extra = elided ? [] : [...answered!].filter((line) => !recorded!.has(line) && !decided!.has(line));
  expect({ missing, extra }, entry.uri).toEqual({ missing: [], extra: [] });
  // The newest recordings of JIT are whole: there every value must be the same, too.
  if (entry.at >= new Date('2022-06-01') && entry.uri.includes('jitNetworkAccessPolicies'))
    expect(ours).toEqual(entry.answer);
}
