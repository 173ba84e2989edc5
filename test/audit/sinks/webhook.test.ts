import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryAfterOf } from '../../../src/audit/sinks/retry-after.ts';
import { createWebhookSink } from '../../../src/audit/sinks/webhook.ts';
import { signed } from '../../../src/people/web/hook.ts';
import { SinkError } from '../../../src/ports/audit-sink.ts';
import { sealedLines } from '../../fakes/sealed.ts';

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let url: string;
let got: Got[];
let answer: { readonly status: number; readonly headers?: Record<string, string>; readonly hang?: true };
beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ headers: request.headers, body });
      if (!answer.hang) response.writeHead(answer.status, answer.headers).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  got = [];
  answer = { status: 204 };
});

const SECRET = 'a secret of the webhook';
const sink = (where = url) =>
  createWebhookSink({ url: where, sign: (body) => signed(body, [SECRET], 1_700_000_000), fetching: fetch });
const never = new AbortController().signal;

const trouble = async (work: Promise<void>): Promise<SinkError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SinkError);
  return error as SinkError;
};

describe('the audit webhook', () => {
  it('is sent lines of an export, signed as other hooks are, and says which they are', async () => {
    const lines = sealedLines(3);
    await sink().send(lines, never);
    const [{ headers, body } = { headers: {}, body: '' }] = got;
    expect(
      body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).seq),
    ).toEqual([1, 2, 3]);
    expect(body).toContain(`"event":${lines[2]!.bytes}}`);
    expect(headers['x-ajar-signature']).toBe(signed(body, [SECRET], 1_700_000_000));
    expect(headers).toMatchObject({ 'x-ajar-events': '1-3', 'content-type': 'application/x-ndjson' });
  });

  it.each([200, 202, 204])('has them once it answers %i', async (status) => {
    answer = { status };
    await sink().send(sealedLines(1), never);
    expect(got).toHaveLength(1);
  });

  it.each([302, 400, 401, 404, 413, 500])('does not have them when it answers %i', async (status) => {
    answer = { status, headers: { location: url } };
    expect((await trouble(sink().send(sealedLines(1), never))).message).toContain(`answered ${status}`);
    expect(got).toHaveLength(1);
  });

  it('is left alone for as long as it asks', async () => {
    answer = { status: 429, headers: { 'retry-after': '17' } };
    expect((await trouble(sink().send(sealedLines(1), never))).retryAfterMs).toBe(17_000);
  });

  it('that hangs or cannot be reached says so without its address', async () => {
    answer = { status: 200, hang: true };
    const hung = await trouble(sink().send(sealedLines(1), AbortSignal.timeout(20)));
    expect(hung.message).toBe('The audit webhook gave no answer in time.');
    const away = await trouble(sink('http://127.0.0.1:1/s3cr3t').send(sealedLines(1), never));
    expect(away.message).toBe('The audit webhook cannot be reached.');
  });
});

it.each([
  [undefined, undefined],
  ['5', 5_000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 10_000],
  ['999999999', 3_600_000],
  ['-5', undefined],
  ['soon', undefined],
])('a Retry-After of %j is %j ms', (header, ms) => {
  expect(retryAfterOf(header, 0)).toBe(ms);
});
