import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Log } from '../../../ports/log.ts';
import type { CloudService, Learnt, Watch } from '../../../ports/watch.ts';

export interface CallsWatched {
  readonly watch?: Watch | undefined;
  readonly log?: Log | undefined;
}

/**
 * Each sending by itself, as `hearDate` sees them. What Azure refused is in the log with the ids by which Microsoft's support
 * finds it: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export const watchCalls = ({ watch, log }: CallsWatched, service: CloudService): PipelinePolicy => ({
  name: 'watchCalls',
  async sendRequest(request, next) {
    const { method } = request;
    const send = () => next(request);
    const response = await (watch ? watch.during({ what: 'call', service, method }, send, learntOf) : send());
    // That something is not there is an answer like any other.
    if (response.status >= 400 && response.status !== 404)
      log?.info(
        { service, method, path: pathOf(request.url), ...learntOf(response) },
        'Azure refused a call',
      );
    return response;
  },
});

/** Azure's own ids for the call. */
const IDS = {
  correlation: 'x-ms-correlation-request-id',
  azureRequest: 'x-ms-request-id',
  /** Of Microsoft Graph. */
  graphRequest: 'request-id',
} as const;

function learntOf({ status, headers }: PipelineResponse): Learnt {
  const ids = Object.entries(IDS).flatMap(([name, header]) => {
    const id = headers.get(header);
    return id === undefined ? [] : [[name, id] as const];
  });
  return { status, ...Object.fromEntries(ids) };
}

/** Without what is asked for: a query may hold a person's address. */
const pathOf = (url: string): string => new URL(url).pathname;
