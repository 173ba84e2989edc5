import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createClients } from '../../../../src/cloud/azure/wire/clients.ts';

const ENDPOINT = 'https://management.azure.com';
const SUBSCRIPTION = '5eeb0000-0000-4000-8000-000000000001';
const settings = { endpoint: ENDPOINT, scope: `${ENDPOINT}/.default`, callTimeoutMs: 100 };

it('ends the call to a token service that takes it and says nothing, so that no process is kept alive by it', async () => {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`);
  vi.stubEnv('IDENTITY_HEADER', 'any');
  const identity = { clientId: '5eeb0000-0000-4000-8000-000000000005' };
  const clients = createClients({ ...settings, identity });
  const called = once(server, 'connection') as Promise<[Socket]>;
  const token = (await clients.credential()).getToken(settings.scope);
  const [socket] = await called;
  const ended = once(socket, 'close');
  await expect(token).rejects.toThrow();
  await ended;
});

it('gives every page of a list an end, also those that the library asks for without the signal of the first', async () => {
  const asked: (readonly [boolean, number])[] = [];
  const pages = [{ value: [], nextLink: `${ENDPOINT}/more?api-version=1` }, { value: [] }];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      asked.push([request.abortSignal !== undefined, request.timeout]);
      const bodyAsText = JSON.stringify(pages[asked.length - 1]);
      const headers = createHttpHeaders({ 'content-type': 'application/json' });
      return { request, headers, status: 200, bodyAsText };
    },
  };
  const credential = { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const network = await createClients(settings, { credential, httpClient }).network(SUBSCRIPTION);
  const list = network.networkSecurityGroups.listAll({ abortSignal: new AbortController().signal });
  for await (const group of list) expect(group).toBe('none');
  expect(asked).toEqual([
    [true, 100],
    [false, 100],
  ]);
});
