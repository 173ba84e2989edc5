import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { CallOptions } from './call.ts';
import { once } from './once.ts';

/** A read of a checked path of Resource Manager; answers the parsed body, throws as the libraries do. */
export type PlainGet = (
  path: string,
  query: Readonly<Record<string, string>>,
  options: CallOptions,
) => Promise<unknown>;

/** arm-compute is 26 MB for the one GET that we need of it; this is that GET, with the same pipeline and sign-in. */
export function createPlainGet(
  endpoint: string,
  scope: string,
  credential: () => Promise<TokenCredential>,
  httpClient: HttpClient | undefined,
): PlainGet {
  const build = once(async () => {
    const core = await import('@azure/core-rest-pipeline');
    const pipeline = core.createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
    pipeline.addPolicy(
      core.bearerTokenAuthenticationPolicy({ credential: await credential(), scopes: scope }),
    );
    return { core, pipeline, client: httpClient ?? core.createDefaultHttpClient() };
  });
  return async (path, query, options) => {
    const { core, pipeline, client } = await build();
    const url = `${endpoint.replace(/\/$/, '')}${path}?${new URLSearchParams(query)}`;
    const request = core.createPipelineRequest({ url, abortSignal: options.abortSignal });
    const response = await pipeline.sendRequest(client, request);
    options.onResponse(response);
    const text = response.bodyAsText ?? '';
    if (response.status === 200) return JSON.parse(text);
    const failed = new core.RestError(`Resource Manager answered ${response.status}`, {
      statusCode: response.status,
      request,
      response,
    });
    throw Object.assign(failed, { details: readBody(text) });
  };
}

/** An error's body helps to explain it; a gateway's page of HTML does not, and its status is enough. */
function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
