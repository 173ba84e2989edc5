import type { IncomingMessage } from 'node:http';

/** What may be read of one request, and how long it may take. */
export interface BodyLimits {
  readonly mostBytes: number;
  /** Real milliseconds. */
  readonly ms: number;
}

/** Of all bodies that this process is reading, in bytes: whoever sends them need not have signed anything yet. */
export const MOST_AT_ONCE = 64 * 1024 * 1024;
let atOnce = 0;

/** The whole body, or the status that refuses it: too much, too slow, given up by the sender, or one of too many. */
export function collect(request: IncomingMessage, { mostBytes, ms }: BodyLimits): Promise<Buffer | number> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish(408), ms);
    const finish = (result: Buffer | number): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      if (typeof result === 'number') request.resume();
      // It may be given up after it has ended.
      atOnce -= size;
      size = 0;
      resolve(result);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      atOnce += chunk.length;
      if (size > mostBytes) finish(413);
      else if (atOnce > MOST_AT_ONCE) finish(503);
      else chunks.push(chunk);
    });
    request.once('end', () => finish(Buffer.concat(chunks)));
    request.once('error', () => finish(400));
    request.once('aborted', () => finish(400));
  });
}
