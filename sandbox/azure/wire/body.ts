import type { IncomingMessage } from 'node:http';
import { ArmError } from './answer.ts';

const MOST_BYTES = 4 * 1024 * 1024;

/** The request's JSON, or undefined for none. Throws ARM's 413 and 400. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES)
      throw new ArmError(
        413,
        'RequestContentTooLarge',
        `The request content size exceeds the maximum size of '4 MB'.`,
        { Connection: 'close' }, // the rest of the body is not read
      );
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ArmError(
      400,
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: '${(cause as SyntaxError).message}'.`,
    );
  }
}
