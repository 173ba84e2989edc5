import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came. */
export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly type: string;
  readonly body: string;
  /** The form's fields, with JSON read. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ApiStub {
  readonly url: string;
  readonly asked: Asked[];
  /** By path below /api/: what is answered; a function has the response for itself. */
  readonly answers: Map<string, object | ((response: ServerResponse) => void)>;
  close(): Promise<void>;
}

/** The bare wire of the Web API: for answers that no workspace gives on purpose. */
export async function startApiStub(): Promise<ApiStub> {
  const server = createServer((request, response) => {
    void read(request).then((asked) => {
      stub.asked.push(asked);
      const answer = stub.answers.get(asked.path.replace(/^\/api\//, '')) ?? { ok: true };
      if (typeof answer === 'function') answer(response);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: ApiStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked: [], answers: new Map() },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const type = request.headers['content-type'] ?? '';
  const fields = type.startsWith('application/json')
    ? (JSON.parse(body) as Record<string, unknown>)
    : Object.fromEntries([...new URLSearchParams(body)].map(([key, value]) => [key, jsonOr(value)]));
  return { path: request.url ?? '', authorization: request.headers.authorization, type, body, fields };
}

const jsonOr = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : text);
