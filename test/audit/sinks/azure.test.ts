import { describe, expect, it } from 'vitest';
import { createAzureLogsSink } from '../../../src/audit/sinks/azure-logs.ts';
import { createBlobSink } from '../../../src/audit/sinks/blob.ts';
import { SinkError } from '../../../src/ports/audit-sink.ts';
import { createBlobFake, createLogsFake, credential } from '../../fakes/azure-sinks.ts';
import { sealedLines } from '../../fakes/sealed.ts';

const never = new AbortController().signal;

const trouble = async (work: Promise<void>): Promise<SinkError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SinkError);
  return error as SinkError;
};

function logs() {
  const fake = createLogsFake();
  const sink = createAzureLogsSink({
    ...{ endpoint: 'https://rule.ingest.monitor.azure.com', rule: 'dcr-1', stream: 'Custom-Ajar_CL' },
    ...{ credential, client: { httpClient: fake.httpClient } },
  });
  return { ...fake, sink };
}

describe('Azure Monitor', () => {
  it('gets a row for each event, with its number, its seal and the stored text', async () => {
    const { sink, rows, calls } = logs();
    const lines = sealedLines(3);
    await sink.send(lines, never);
    expect(rows.map(({ Seq }) => Seq)).toEqual([1, 2, 3]);
    expect(rows[1]).toMatchObject({ Seal: lines[1]!.seal, Event: lines[1]!.bytes, Kind: 'refused' });
    expect(rows[1]?.TimeGenerated).toBe('2026-03-02T10:01:00.000Z');
    expect(calls[0]).toContain('/dataCollectionRules/dcr-1/streams/Custom-Ajar_CL');
  });

  it('is never sent more than it takes at once', async () => {
    const { sink, rows, calls } = logs();
    const lines = sealedLines(400, 'x'.repeat(2_000));
    await sink.send(lines, never);
    expect(rows.map(({ Seq }) => Seq)).toEqual(lines.map(({ seq }) => seq));
    expect(calls.length).toBeGreaterThan(1);
  });

  it('that is busy is asked once, and left alone for as long as it asks', async () => {
    const { sink, calls, ordered } = logs();
    ordered.push({ status: 429, headers: { 'retry-after': '33' } });
    const error = await trouble(sink.send(sealedLines(1), never));
    expect([error.retryAfterMs, calls.length]).toEqual([33_000, 1]);
    expect(error.message).toContain('Azure Monitor answered 429');
  });

  it('that may not be written to says what to give', async () => {
    const { sink, ordered } = logs();
    ordered.push({ status: 403, code: 'OperationFailed' });
    expect((await trouble(sink.send(sealedLines(1), never))).message).toContain('role');
  });
});

function blob() {
  const fake = createBlobFake();
  const sink = createBlobSink({
    ...{ container: 'https://account.blob.core.windows.net/audit', credential },
    client: { httpClient: fake.httpClient },
  });
  return { ...fake, sink };
}

describe('a container with immutability', () => {
  it('gets a blob for each batch, which is lines of an export', async () => {
    const { sink, blobs } = blob();
    const lines = sealedLines(3);
    await sink.send(lines.slice(0, 2), never);
    await sink.send(lines.slice(2), never);
    expect([...blobs.keys()]).toEqual([
      'ajar/000000000001-000000000002.jsonl',
      'ajar/000000000003-000000000003.jsonl',
    ]);
    expect(blobs.get('ajar/000000000003-000000000003.jsonl')?.text).toContain(
      `"event":${lines[2]!.bytes}}\n`,
    );
  });

  it.each([
    'BlobAlreadyExists',
    'BlobImmutableDueToPolicy',
  ])('has a batch that comes again after a crash (%s)', async (code) => {
    const { sink, blobs, ordered } = blob();
    await sink.send(sealedLines(2), never);
    ordered.push({ status: 409, code });
    await sink.send(sealedLines(2), never);
    expect(blobs.size).toBe(1);
  });

  it('does not have other events under the same name', async () => {
    const { sink } = blob();
    await sink.send(sealedLines(2), never);
    const error = await trouble(sink.send(sealedLines(2, 'other'), never));
    expect(error.message).toContain('is there already with other events');
  });

  it('that is busy is asked once, and its own words are not repeated', async () => {
    const { sink, ordered } = blob();
    ordered.push({ status: 503, code: 'ServerBusy', headers: { 'retry-after': '4' } });
    const error = await trouble(sink.send(sealedLines(1), never));
    expect(error.retryAfterMs).toBe(4_000);
    expect(error.message.trim()).toBe('Azure Storage answered 503 ServerBusy.');
  });
});
