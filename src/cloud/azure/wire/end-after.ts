import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/**
 * Ends each call after so many real milliseconds. The libraries ask for a further page of a list without the signal of the
 * first: one that nobody answers would go on for ever.
 */
export const endAfter = (limitMs: number): PipelinePolicy => ({
  name: 'endAfter',
  sendRequest(request, next) {
    request.timeout ||= limitMs;
    return next(request);
  },
});
