import type { IncomingMessage } from 'node:http';

/** What may be read of one request, and how long it may take. */
export interface BodyLimits {
  readonly mostBytes: number;
  /** Real milliseconds. */
  readonly ms: number;
}

/** The whole body, or the status that refuses it: too much, too slow, or given up by the sender. */
export function collect(request: IncomingMessage, { mostBytes, ms }: BodyLimits): Promise<Buffer | number> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish(408), ms);
    const finish = (result: Buffer | number): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      if (typeof result === 'number') request.resume();
      resolve(result);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) finish(413);
      else chunks.push(chunk);
    });
    request.once('end', () => finish(Buffer.concat(chunks)));
    request.once('error', () => finish(400));
    request.once('aborted', () => finish(400));
  });
}
