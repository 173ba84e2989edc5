import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { createRemoveRule } from '../../../../src/cloud/azure/network/remove-rule.ts';
import { startDeadline } from '../../../../src/cloud/azure/wire/call.ts';
import { createClients } from '../../../../src/cloud/azure/wire/clients.ts';

const SUB = '00000000-0000-4000-8000-000000000001';
const nsgId = `/subscriptions/${SUB}/resourcegroups/rg/providers/microsoft.network/networksecuritygroups/nsg`;

/** Azure, whose rule has this etag by now, and which refuses whatever names one; the tags of all that was sent. */
function azure(etag: string) {
  const sent: (string | undefined)[] = [];
  const properties = { access: 'Allow', direction: 'Inbound', priority: 100, protocol: 'Tcp' };
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const isWrite = request.method === 'DELETE';
      const tag = request.headers.get('If-Match');
      if (isWrite) sent.push(tag);
      const refused = isWrite && tag !== undefined;
      const answer = refused
        ? { error: { code: 'PreconditionFailed', message: '' } }
        : { value: [{ name: 'r', etag, properties }] };
      const headers = createHttpHeaders({ 'content-type': 'application/json' });
      const status = refused ? 412 : isWrite ? 204 : 200;
      return { request, headers, status, bodyAsText: isWrite && !refused ? '' : JSON.stringify(answer) };
    },
  };
  const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 86_400_000 }) };
  const settings = {
    endpoint: 'https://arm.example',
    scope: 'https://arm.example/.default',
    callTimeoutMs: 8000,
  };
  const remove = createRemoveRule(createClients(settings, { httpClient, credential }), (_, work) => work());
  return { remove: () => remove({ nsgId, name: 'r', etag: 'W/"read"' }, startDeadline(8000)), sent };
}

it('a rule that was changed since it was read is not removed unseen', async () => {
  const { remove, sent } = azure('W/"of somebody else"');
  await expect(remove()).rejects.toMatchObject({ kind: 'conflict', nothingSent: true });
  expect(sent).toEqual(['W/"read"']);
});

it('one that was not is removed all the same where Azure means another etag than it gives', async () => {
  const { remove, sent } = azure('W/"read"');
  await remove();
  expect(sent).toEqual(['W/"read"', undefined]);
});
