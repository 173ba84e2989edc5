import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Names that no resolver knows: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
export const below =
  (domain: string) =>
  (name: string): string =>
    `https://${name}.${domain}.invalid`;

const TOKEN = { token_type: 'Bearer', access_token: 'made-up', expires_in: 3600 };

/** What stands at the made-up hosts, as much of each as a first call needs. */
export function answerAnything(request: IncomingMessage, response: ServerResponse): unknown {
  request.resume();
  const host = request.headers.host ?? '';
  const path = request.url ?? '';
  const send = (body: unknown, status = 200): unknown =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (path.includes('discovery/instance')) return send(instanceOf(host));
  if (path.includes('openid-configuration')) return send(openIdOf(`https://${host}`, path));
  if (path.includes('/oauth2/v2.0/token')) return send(TOKEN);
  if (path.includes('apps.connections.open')) return send({ ok: true, url: 'wss://wss.ajar.invalid/link' });
  if (path.startsWith('/api/')) return send({ ok: true, team_id: 'T1', user_id: 'U1', bot_id: 'B1' });
  if (path.includes('/secrets/')) return send({ value: 'found', id: `https://${host}/secrets/one/1` });
  if (path.startsWith('/bot/openid')) return send({ jwks_uri: `https://${host}/bot/keys` });
  if (path.startsWith('/bot/keys')) return send({ keys: [] });
  if (path.includes('/v3/conversations')) return send({ id: 'a:1' });
  if (path.startsWith('/oncalls')) return send({ oncalls: [], more: false });
  return send(
    { value: [], data: [], count: 0, totalRecords: 0, resultTruncated: 'false' },
    STATUS[host.split('.')[0] ?? ''] ?? 200,
  );
}

const STATUS: Readonly<Record<string, number>> = { blob: 201, ingest: 204 };

const instanceOf = (host: string) => ({
  tenant_discovery_endpoint: `https://${host}/common/v2.0/.well-known/openid-configuration`,
  'api-version': '1.1',
  metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
});

const openIdOf = (origin: string, path: string) => ({
  issuer: `${origin}${path.split('/.well-known')[0]}`,
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/t/oauth2/v2.0/token`,
  jwks_uri: `${origin}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
});

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Socket Mode's far end, as far as its hello. */
export function sayHello(request: IncomingMessage, socket: Socket): void {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  const text = Buffer.from(JSON.stringify({ type: 'hello', num_connections: 1 }));
  socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  // It asks for nothing but an end.
  socket.on('data', () => socket.end(Buffer.from([0x88, 2, 3, 0xe8])));
  socket.on('error', () => undefined);
}
