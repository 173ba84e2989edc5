import type { Route } from '../ports/web.ts';
import type { Metrics } from './metrics.ts';

/** For Prometheus, on the internal listener alone. */
export const metricsRoute = ({ scrape }: Pick<Metrics, 'scrape'>): Route => ({
  ...{ method: 'GET', path: '/metrics', signedBy: 'nobody: it counts, and names nobody' },
  handle: async (_request, response) => {
    const { type, text } = await scrape();
    response.writeHead(200, { 'content-type': type }).end(text);
  },
});
