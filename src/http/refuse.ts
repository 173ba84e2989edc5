import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { SECURITY_HEADERS } from './headers.ts';

/** What no route answers: nothing of the request is repeated, and nothing is said of what there is. */
const SENTENCES = {
  400: 'That cannot be read.',
  404: 'Nothing here.',
  405: 'Not with this method.',
  408: 'That took too long.',
  413: 'That is too much.',
  417: 'That cannot be promised.',
  431: 'Those are too many headers.',
  500: 'Something went wrong. It was logged.',
} as const;

type Refusal = keyof typeof SENTENCES;

export function refuse(
  response: ServerResponse,
  status: Refusal,
  more: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) {
    // Whoever reads it must not take half an answer for a whole one.
    response.destroy();
    return;
  }
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...more })
    .end(`${SENTENCES[status]}\n`);
}

/** By what Node's strict parser and its clock say: https://nodejs.org/api/http.html#event-clienterror */
const STATUS_OF: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no request, and ends its connection: where the next one would begin, nobody can tell. */
export function refuseUnread(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  begun: ServerResponse | undefined,
): void {
  if (!socket.writable || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF[error.code ?? ''] ?? 400;
  const body = `${SENTENCES[status]}\n`;
  const headers = {
    ...SECURITY_HEADERS,
    ...{ 'content-type': 'text/plain; charset=utf-8', 'content-length': body.length, connection: 'close' },
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'), () =>
    socket.destroy(),
  );
}

/** Why a request is refused before any route sees it; undefined where it is not. */
export function unfit(
  { rawHeaders, headers, httpVersion }: IncomingMessage,
  mostHeaders: number,
): Refusal | undefined {
  if (rawHeaders.length / 2 > mostHeaders) return 431;
  // Asked of by ourselves, since Node's own refusal has none of our headers.
  return headers.host === undefined && httpVersion !== '1.0' ? 400 : undefined;
}
