import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigner, type Signer } from './signer.ts';

/** One message as the stub keeps it. */
export interface Posted {
  readonly conversation: string;
  readonly id: string;
  readonly activity: {
    readonly summary?: string;
    readonly text?: string;
    readonly attachments?: readonly {
      readonly contentType: string;
      readonly content: Record<string, unknown>;
    }[];
    readonly channelData?: { readonly notification?: { readonly alert?: boolean } };
  };
  readonly edited: number;
}

/** Something that goes wrong once. */
export interface Fault {
  readonly status: number;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hang?: boolean;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

export interface ConnectorStub extends Signer {
  readonly url: string;
  readonly messages: Map<string, Posted>;
  readonly calls: Call[];
  readonly conversations: Set<string>;
  /** What the roster answers for `conversation` and member id. */
  readonly members: Map<string, Record<string, unknown>>;
  /** People, by Entra id, who have not installed the bot. */
  readonly blocked: Set<string>;
  /** Answered to the next calls to the connector, in order. */
  readonly faults: Fault[];
  stop(): Promise<void>;
}

/** Teams counts about 100 KB of UTF-16. */
const MAX_MESSAGE = 100_000;

/** Stands for the Bot Framework on loopback, with its real limits: 7 sends a second of `now` to a conversation, sizes, unknown ids. */
export async function startConnectorStub(
  issuer?: string,
  now: () => number = () => performance.now(),
): Promise<ConnectorStub> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const signer = createSigner(url, issuer);
  const sentAt = new Map<string, number[]>();
  const stub: ConnectorStub = {
    url,
    ...signer,
    messages: new Map(),
    calls: [],
    conversations: new Set(),
    members: new Map(),
    blocked: new Set(),
    faults: [],
    stop: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
  let nextId = 1000;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const end = (status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(json));
    const path = new URL(request.url ?? '/', url).pathname;
    const keys = signer.documents[path];
    if (keys) return end(200, keys);
    stub.calls.push({ method: request.method ?? '', path, authorization: request.headers.authorization });
    const fault = stub.faults.shift();
    if (fault?.hang) return;
    if (fault)
      return end(fault.status, { error: { code: fault.code ?? 'Ordered', message: '' } }, fault.headers);
    const [, , , conversation = '', kind, id = ''] = path.split('/').map(decodeURIComponent);
    if (request.method === 'POST' && !conversation) return begin(JSON.parse(body), end);
    if (!stub.conversations.has(conversation)) return end(404, { error: { code: 'ConversationNotFound' } });
    if (kind === 'members') {
      const member = stub.members.get(`${conversation} ${id}`);
      return member ? end(200, member) : end(404, { error: { code: 'MemberNotFoundInConversation' } });
    }
    if (body.length * 2 > MAX_MESSAGE) return end(413, { error: { code: 'MessageSizeTooBig' } });
    if (tooFast(conversation)) return end(429, { error: { code: 'TooManyRequests' } });
    if (request.method === 'PUT') return edit(conversation, id, body, end);
    return post(conversation, body, end);
  }

  type End = (status: number, json: unknown) => void;

  function tooFast(conversation: string): boolean {
    const at = now();
    const recent = (sentAt.get(conversation) ?? []).filter((before) => at - before < 1000);
    recent.push(at);
    sentAt.set(conversation, recent);
    return recent.length > 7;
  }

  function begin({ members }: { members: { aadObjectId: string }[] }, end: End): void {
    const person = members[0]?.aadObjectId ?? '';
    if (stub.blocked.has(person)) {
      end(403, { error: { code: 'BotNotInConversationRoster' } });
      return;
    }
    const conversation = `a:personal-${person}`;
    stub.conversations.add(conversation);
    end(201, { id: conversation });
  }

  function post(conversation: string, body: string, end: End): void {
    const id = String(nextId++);
    stub.messages.set(id, { conversation, id, activity: JSON.parse(body), edited: 0 });
    end(201, { id });
  }

  function edit(conversation: string, id: string, body: string, end: End): void {
    const before = stub.messages.get(id);
    if (before?.conversation !== conversation) {
      end(404, { error: { code: 'ActivityNotFoundInConversation' } });
      return;
    }
    stub.messages.set(id, { ...before, activity: JSON.parse(body), edited: before.edited + 1 });
    end(200, { id });
  }

  return stub;
}
