import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { writeOwn } from '../../../../src/cloud/azure/firewall/write-own.ts';
import { startDeadline } from '../../../../src/cloud/azure/wire/call.ts';
import { createClients } from '../../../../src/cloud/azure/wire/clients.ts';

const SUB = '00000000-0000-4000-8000-000000000001';
const policyId = `/subscriptions/${SUB}/resourcegroups/rg/providers/microsoft.network/firewallpolicies/p`;

/** Azure, whose group has this etag by now, and which refuses whatever names another; the tags of all that was sent. */
function azure(etag: string) {
  const sent: (string | undefined)[] = [];
  const group = { id: `${policyId}/ruleCollectionGroups/ajar`, name: 'ajar', etag };
  const body = {
    ...group,
    properties: { priority: 150, provisioningState: 'Succeeded', ruleCollections: [] },
  };
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const isWrite = request.method !== 'GET';
      const tag = request.headers.get('If-Match');
      if (isWrite) sent.push(tag);
      const refused = isWrite && tag !== undefined;
      const answer = refused
        ? { error: { code: 'PreconditionFailed', message: '' } }
        : isWrite
          ? body
          : { value: [body] };
      const headers = createHttpHeaders({ 'content-type': 'application/json' });
      return { request, headers, status: refused ? 412 : 200, bodyAsText: JSON.stringify(answer) };
    },
  };
  const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 86_400_000 }) };
  const settings = {
    endpoint: 'https://arm.example',
    scope: 'https://arm.example/.default',
    callTimeoutMs: 2000,
  };
  return { clients: createClients(settings, { httpClient, credential }), sent };
}

const read = { name: 'ajar', etag: 'read', priority: 150, progress: 'succeeded', collections: [] };
const write = (clients: ReturnType<typeof azure>['clients']) =>
  writeOwn({ clients, priority: 150 }, { policyId, groups: [read] }, [], startDeadline(2000));

it('a group that was changed since it was read is not written over', async () => {
  const { clients, sent } = azure('of somebody else');
  await expect(write(clients)).rejects.toMatchObject({ kind: 'conflict', nothingSent: true });
  expect(sent).toEqual(['"read"']);
});

it('one that was not is written all the same where Azure means another etag than it gives', async () => {
  const { clients, sent } = azure('read');
  await write(clients);
  expect(sent).toEqual(['"read"', undefined]);
});
