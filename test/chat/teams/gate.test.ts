import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../../src/chat/teams/door/gate.ts';

/** What a sender gets who writes these bytes and then nothing more. */
async function bytesSent(bytes: string): Promise<unknown> {
  const read = Promise.withResolvers<unknown>();
  const server = createServer((request, response) => {
    readBody(request, 50).then((result) => {
      read.resolve(result);
      response.end();
    }, read.reject);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(bytes));
  socket.on('error', () => undefined); // the server closes it, as meant
  try {
    return await read.promise;
  } finally {
    socket.destroy();
    server.close();
  }
}

const post = (length: number, body: string, more = ''): string =>
  `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${more}content-length: ${length}\r\n\r\n${body}`;

describe('reading a body', () => {
  it('answers what it says', async () => {
    expect(await bytesSent(post(10, '{"a":"ü"}'))).toEqual({ json: { a: 'ü' } });
  });

  it('does not wait for ever', async () => {
    expect(await bytesSent(post(100, '{"a":'))).toEqual({ refused: { status: 408 } });
  });

  it('believes no length: what comes is counted', async () => {
    const chunk = 'x'.repeat(60_000);
    const chunks = Array.from({ length: 5 }, () => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
    const bytes = `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunks}`;
    expect(await bytesSent(bytes)).toEqual({ refused: { status: 413 } });
  });

  it('refuses too much before a byte of it came', async () => {
    expect(await bytesSent(post(300_000, ''))).toEqual({ refused: { status: 413 } });
  });
});
