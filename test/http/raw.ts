import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { HTTP_LIMITS, type HttpLimits } from '../../src/http/limits.ts';
import { createHttpServer } from '../../src/http/server.ts';
import type { Route } from '../../src/ports/web.ts';

/** Limits with which no test waits. */
export const QUICK: HttpLimits = {
  ...HTTP_LIMITS,
  ...{ headersMs: 60, requestMs: 120, checkEveryMs: 20 },
};

/** A server on this machine; ended with the test. */
export async function serveHere(routes: readonly Route[], limits: HttpLimits = HTTP_LIMITS) {
  const logged: string[] = [];
  const note = (_: object, text: string): void => void logged.push(text);
  const server = createHttpServer(routes, { info: note, warn: note, error: note }, limits);
  const port = await server.listen('127.0.0.1', 0);
  onTestFinished(async () => {
    server.cut();
    await server.close();
  });
  return { server, port, logged };
}

export interface Raw {
  readonly socket: Socket;
  /** What came so far. */
  came(): string;
  /** Everything that comes until the far end closes. */
  readonly all: Promise<string>;
}

/** A connection that sends exactly these bytes. */
export function rawly(port: number, bytes: string): Raw {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
  });
  const all = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  // A reset is an end like any other.
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  return { socket, came: () => text, all };
}

/** Sends one request and answers the whole answer: its status line, headers and body. */
export const asking = (port: number, ...lines: readonly string[]): Promise<string> =>
  rawly(port, [...lines, 'connection: close', '', ''].join('\r\n')).all;

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
