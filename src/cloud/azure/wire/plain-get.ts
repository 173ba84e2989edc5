import type { HttpClient, PipelinePolicy } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { CallOptions } from './call.ts';
import { once } from './once.ts';
import { parsed } from './parsed.ts';

/** A read of a checked path of Resource Manager; answers the parsed body, throws as the libraries do. */
export type PlainGet = (
  path: string,
  query: Readonly<Record<string, string>>,
  options: CallOptions,
) => Promise<unknown>;

/** A change at a checked path: a library that knows the type drops the fields that it does not know. Answers the parsed body, if there is one. */
export type PlainSend = (
  method: 'PUT' | 'DELETE' | 'POST',
  path: string,
  query: Readonly<Record<string, string>>,
  body: unknown,
  options: CallOptions,
) => Promise<unknown>;

/** arm-compute is 26 MB for the one GET that we need of it; this is that GET, with the same pipeline and sign-in. */
export function createPlain(
  endpoint: string,
  scope: string,
  credential: () => Promise<TokenCredential>,
  httpClient: HttpClient | undefined,
  policies: readonly PipelinePolicy[],
): { readonly get: PlainGet; readonly send: PlainSend } {
  const build = once(async () => {
    const core = await import('@azure/core-rest-pipeline');
    const pipeline = core.createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
    pipeline.addPolicy(
      core.bearerTokenAuthenticationPolicy({ credential: await credential(), scopes: scope }),
    );
    for (const policy of policies) pipeline.addPolicy(policy, { afterPhase: 'Retry' });
    return { core, pipeline, client: httpClient ?? core.createDefaultHttpClient() };
  });
  const call = async (
    method: 'GET' | 'PUT' | 'DELETE' | 'POST',
    path: string,
    query: Readonly<Record<string, string>>,
    body: unknown,
    options: CallOptions,
  ): Promise<unknown> => {
    const { core, pipeline, client } = await build();
    // Not every service takes a plus for a space.
    const search = String(new URLSearchParams(query)).replaceAll('+', '%20');
    const url = `${endpoint.replace(/\/$/, '')}${path}?${search}`;
    const request = core.createPipelineRequest({ method, url, abortSignal: options.abortSignal });
    if (body !== undefined) {
      request.body = JSON.stringify(body);
      request.headers.set('content-type', 'application/json');
    }
    const response = await pipeline.sendRequest(client, request);
    options.onResponse(response);
    const text = response.bodyAsText ?? '';
    const done = method === 'GET' ? [200] : [200, 201, 204];
    if (done.includes(response.status)) return text === '' ? undefined : JSON.parse(text);
    const failed = new core.RestError(`${new URL(endpoint).host} answered ${response.status}`, {
      statusCode: response.status,
      request,
      response,
    });
    // An error's body helps to explain it; where that is none its status is enough.
    throw Object.assign(failed, { details: parsed(text) });
  };
  return { get: (path, query, options) => call('GET', path, query, undefined, options), send: call };
}
