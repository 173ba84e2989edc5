import type { IncomingMessage, ServerResponse } from 'node:http';

/** One path that the server answers. `signedBy` says who vouches for the sender; the list of routes is tested (HOLES H4). */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly signedBy: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}
