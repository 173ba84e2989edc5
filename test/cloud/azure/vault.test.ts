import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { readVaultSecret } from '../../../src/cloud/azure/vault.ts';

const VAULT = 'https://contoso.vault.azure.net';
const VALUE = 'the value of the secret';

/** Key Vault as its REST reference has it: a challenge first, then the secret. https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret */
function vault(status: number, body: object = { value: VALUE, id: `${VAULT}/secrets/teams-app/1` }) {
  const heard: (Pick<PipelineRequest, 'url' | 'method'> & { readonly by: string | undefined })[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      // The library sends the same object again.
      heard.push({ url: request.url, method: request.method, by: request.headers.get('authorization') });
      if (request.headers.get('authorization') !== 'Bearer a-token') {
        const challenge = `Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"`;
        return { request, status: 401, headers: createHttpHeaders({ 'www-authenticate': challenge }) };
      }
      const headers = createHttpHeaders({ 'content-type': 'application/json' });
      return { request, status, headers, bodyAsText: JSON.stringify(body) };
    },
  };
  return { heard, httpClient };
}

const asked: (readonly string[])[] = [];
const credential = {
  getToken: async (scopes: string | string[]) => {
    asked.push([scopes].flat());
    return { token: 'a-token', expiresOnTimestamp: Date.now() + 3_600_000 };
  },
};

const read = (httpClient: HttpClient, version?: string) =>
  readVaultSecret({ vault: VAULT, name: 'teams-app', ...(version && { version }) }, credential, httpClient);

it('a secret is read with a token for vaults, by name and version', async () => {
  const { heard, httpClient } = vault(200);
  expect(await read(httpClient, '0'.repeat(32))).toEqual({ value: VALUE });
  expect(asked.at(-1)).toEqual(['https://vault.azure.net/.default']);
  const [first, last] = heard;
  const { url = '', method } = last ?? {};
  expect(method).toBe('GET');
  expect(url).toMatch(/^https:\/\/contoso\.vault\.azure\.net\/secrets\/teams-app\/0{32}\?api(-|%2D)version=/);
  // Before the challenge nobody is told who asks.
  expect([first?.by, last?.by]).toEqual([undefined, 'Bearer a-token']);
});

it.each([
  [
    403,
    { error: { code: 'Forbidden', message: VALUE } },
    "give Ajar's identity the role Key Vault Secrets User",
  ],
  [404, { error: { code: 'SecretNotFound', message: VALUE } }, 'has no secret "teams-app"'],
  [400, { error: { code: 'BadParameter', message: VALUE } }, 'answered 400'],
  [200, { value: '', id: `${VAULT}/secrets/teams-app/1` }, 'is empty'],
])('what is answered with %i is a sentence that says what to do, without a value', async (status, body, part) => {
  const answer = await read(vault(status, body).httpClient);
  expect(answer).toEqual({ fault: expect.stringContaining(part) });
  expect(JSON.stringify(answer)).not.toContain(VALUE);
});

it('a vault that is not there, and a sign-in that fails, are told apart', async () => {
  const away: HttpClient = {
    sendRequest: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
  };
  expect(await read(away)).toEqual({ fault: expect.stringContaining('cannot be reached (ENOTFOUND)') });
  const nobody = {
    getToken: () => Promise.reject(new Error('EnvironmentCredential is unavailable. Variables are missing')),
  };
  const answer = await readVaultSecret({ vault: VAULT, name: 'teams-app' }, nobody, vault(200).httpClient);
  expect(answer).toEqual({
    fault: expect.stringContaining('could not sign in (tried EnvironmentCredential)'),
  });
});
