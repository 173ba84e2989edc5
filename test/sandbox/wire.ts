import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { Sandbox } from '../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../sandbox/azure/scenario.ts';

/** What came back over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at answers of many shapes
  readonly body: any;
}

/** Asks Resource Manager over real TLS; `path` begins with a slash. */
export type Wire = (
  method: string,
  path: string,
  body?: unknown,
  headers?: OutgoingHttpHeaders,
) => Promise<Reply>;

/** A client with a token from the sandbox's identity endpoint, unless a header says otherwise. */
export async function openWire(sandbox: Sandbox): Promise<Wire> {
  const ca = readFileSync(sandbox.certificate);
  const authorization = `Bearer ${await tokenOf(sandbox, sandbox.arm)}`;
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
      const call = request(
        `${sandbox.arm}${path}`,
        { method, ca, headers: { authorization, 'content-type': 'application/json', ...headers } },
        (response) => {
          let answer = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => {
            answer += piece;
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: answer === '' ? null : JSON.parse(answer),
            }),
          );
        },
      );
      call.on('error', reject);
      call.end(text);
    });
}

/** A token from the identity endpoint. */
export async function tokenOf(sandbox: Sandbox, resource: string): Promise<string> {
  const url = `${sandbox.identity}?resource=${encodeURIComponent(resource)}&api-version=2019-08-01`;
  const answer = await fetch(url, { headers: { 'x-identity-header': sandbox.identityHeader } });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** A cloud with nothing in it. */
export const NOTHING: Scenario = {
  subscriptions: {},
  groups: {},
  networks: [],
  nsgs: [],
  vms: [],
  policies: [],
};
