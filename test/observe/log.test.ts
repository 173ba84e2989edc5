import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import { expect, it, onTestFinished } from 'vitest';
import { watchCalls } from '../../src/cloud/azure/wire/watch-calls.ts';

/** A cloud that answers as it is told to. */
async function cloud(status: number): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'x-ms-correlation-request-id': 'c-1', 'x-ms-request-id': 'r-1' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function linesOf(status: number): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  const log = { info: (...line: unknown[]) => void lines.push(line), warn: () => {}, error: () => {} };
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(watchCalls({ log }, 'arm'));
  const url = `${await cloud(status)}/subscriptions/s?who=riley@example.com`;
  const request = createPipelineRequest({ url, allowInsecureConnection: true });
  await pipeline.sendRequest(createDefaultHttpClient(), request);
  return lines;
}

it('a call that Azure refused is logged with the ids that its support asks for, and without what was asked', async () => {
  const ids = { correlation: 'c-1', azureRequest: 'r-1' };
  const line = { service: 'arm', method: 'GET', path: '/subscriptions/s', status: 409, ...ids };
  expect(await linesOf(409)).toEqual([[line, 'Azure refused a call']]);
});

it.each([200, 404])('a call that was answered with %s is no line of the log', async (status) => {
  expect(await linesOf(status)).toEqual([]);
});
