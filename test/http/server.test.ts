import { describe, expect, it } from 'vitest';
import { collect } from '../../src/body.ts';
import { SECURITY_HEADERS } from '../../src/http/headers.ts';
import { HTTP_LIMITS } from '../../src/http/limits.ts';
import type { Route } from '../../src/ports/web.ts';
import { asking, QUICK, rawly, serveHere, statusOf } from './raw.ts';

const HOST = 'host: ajar.example';

/** Two doors that write down what they heard. */
function doors() {
  const heard: string[] = [];
  const hears = (method: Route['method'], path: string, mostBytes = 100): Route => ({
    ...{ method, path, signedBy: 'nobody' },
    handle: async (request, response) => {
      const body = await collect(request, { mostBytes, ms: 5_000 });
      heard.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(typeof body === 'number' ? body : 200).end('heard');
    },
  });
  const broken: Route = {
    ...{ method: 'GET', path: '/broken', signedBy: 'nobody' },
    handle: () => Promise.reject(new Error('secret inside')),
  };
  return { heard, routes: [hears('GET', '/page'), hears('POST', '/hook'), broken] };
}

async function open(limits = HTTP_LIMITS) {
  const { heard, routes } = doors();
  return { heard, ...(await serveHere(routes, limits)) };
}

const missingIn = (answer: string): readonly string[] =>
  Object.entries(SECURITY_HEADERS).flatMap(([name, value]) =>
    answer.toLowerCase().includes(`\r\n${name}: ${value.toLowerCase()}\r\n`) ? [] : [name],
  );

describe('what the server answers', () => {
  it('is its routes, by exact path and method, and nothing else', async () => {
    const { port, heard } = await open();
    const statuses: Record<string, number> = {};
    for (const line of [
      ...['GET /page', 'GET /page?a=%2e%2e', 'HEAD /page', 'POST /page', 'GET /hook', 'OPTIONS /page'],
      ...['TRACE /page', 'DELETE /page', 'PROPFIND /page', 'GET /', 'GET /page/', 'GET //page', 'GET /PAGE'],
      ...['GET /%70age', 'GET /x/../page', 'GET /%2e/page', 'GET /page;a', 'GET /page#a', 'GET /page%3f'],
      ...['GET /page%00', 'GET http://ajar.example/page', 'OPTIONS *', 'GET /__proto__'],
    ])
      statuses[line] = statusOf(await asking(port, `${line} HTTP/1.1`, HOST));
    expect(statuses).toEqual({
      ...{ 'GET /page': 200, 'GET /page?a=%2e%2e': 200, 'HEAD /page': 200, 'POST /page': 405 },
      ...{ 'GET /hook': 405, 'OPTIONS /page': 405, 'TRACE /page': 405, 'DELETE /page': 405 },
      ...{ 'PROPFIND /page': 405, 'GET /': 404, 'GET /page/': 404, 'GET //page': 404, 'GET /PAGE': 404 },
      ...{ 'GET /%70age': 404, 'GET /x/../page': 404, 'GET /%2e/page': 404, 'GET /page;a': 404 },
      ...{ 'GET /page#a': 404, 'GET /page%3f': 404, 'GET /page%00': 404 },
      ...{ 'GET http://ajar.example/page': 404, 'OPTIONS *': 404, 'GET /__proto__': 404 },
    });
    expect(heard).toEqual(['GET /page ', 'GET /page?a=%2e%2e ', 'HEAD /page ']);
  });

  it('takes no header for a method, and says which methods there are', async () => {
    const { port, heard } = await open();
    const overridden = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].map(
      (name) => `${name}: POST`,
    );
    const answer = await asking(port, 'GET /hook?_method=POST HTTP/1.1', HOST, ...overridden);
    expect([statusOf(answer), heard]).toEqual([405, []]);
    expect(answer).toMatch(/\r\nallow: POST\r\n/i);
    expect(await asking(port, 'POST /page HTTP/1.1', HOST, 'content-length: 0')).toMatch(
      /\r\nallow: GET, HEAD\r\n/i,
    );
  });

  it('has the security headers on every answer, errors too, and says nothing of itself', async () => {
    const { port, logged } = await open({ ...QUICK, mostHeaders: 20, mostHeaderBytes: 2_000 });
    const answers = await Promise.all([
      asking(port, 'GET /page HTTP/1.1', HOST),
      asking(port, 'GET /nowhere HTTP/1.1', HOST),
      asking(port, 'PUT /page HTTP/1.1', HOST),
      asking(port, 'GET /broken HTTP/1.1', HOST),
      asking(port, 'GET /page HTTP/1.1'),
      asking(port, 'POST /hook HTTP/1.1', HOST, 'content-length: 101', '', 'x'.repeat(101)),
      asking(port, 'GET /page HTTP/1.1', HOST, 'expect: a-pony'),
      asking(port, 'GET /page HTTP/1.1', HOST, `x: ${'x'.repeat(3_000)}`),
      asking(port, 'GET /page HTTP/1.1', HOST, ...Array<string>(20).fill('x: y')),
      asking(port, 'BREW /page HTTP/1.1', HOST),
      rawly(port, 'GET /page HT').all,
    ]);
    expect(answers.map(statusOf)).toEqual([200, 404, 405, 500, 400, 413, 417, 431, 431, 400, 408]);
    expect(answers.map(missingIn)).toEqual(answers.map(() => []));
    expect(answers.join()).not.toMatch(/secret inside|x-powered-by|\r\nserver:|node/i);
    expect(logged).toEqual(['a route failed']);
  });

  it('ends a connection on which it cannot tell where the next request begins', async () => {
    const { port, heard } = await open();
    const smuggled = 'GET /page HTTP/1.1\r\nhost: ajar.example\r\n\r\n';
    const post = `POST /hook HTTP/1.1\r\n${HOST}\r\n`;
    for (const bytes of [
      `${post}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `${post}transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
      `${post}content-length: 0\r\ncontent-length: 44\r\n\r\n${smuggled}`,
      `${post}content-length: +4\r\n\r\nabcd${smuggled}`,
      `${post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `${post}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
      `${post}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `${post}transfer-encoding:\r\n chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
      `${post}transfer-encoding: chunked\r\n\r\n1\nZ\r\n0\r\n\r\n${smuggled}`,
      `${post}x: a\rb\r\ncontent-length: 0\r\n\r\n${smuggled}`,
      `${post}x: a\0b\r\ncontent-length: 0\r\n\r\n${smuggled}`,
      `POST /hook HTTP/1.1\n${HOST}\ncontent-length: 0\n\n${smuggled}`,
      `POST /hook HTTP/9.9\r\n${HOST}\r\ncontent-length: 0\r\n\r\n${smuggled}`,
      `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${smuggled}`,
      `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${smuggled}`,
    ]) {
      const answer = await rawly(port, bytes).all;
      expect(statusOf(answer), bytes).toBe(400);
      expect(answer.split('HTTP/1.1 '), bytes).toHaveLength(2);
      expect(answer, bytes).toContain('connection: close');
    }
    expect(heard.filter((line) => line.startsWith('GET'))).toEqual([]);
  });

  it('makes no tunnel', async () => {
    const { port, heard } = await open();
    expect(await rawly(port, `CONNECT 10.0.0.1:22 HTTP/1.1\r\n${HOST}\r\n\r\n`).all).toBe('');
    const upgrade = await asking(port, 'GET /page HTTP/1.1', HOST, 'upgrade: websocket');
    expect([statusOf(upgrade), heard]).toEqual([200, ['GET /page ']]);
  });
});

describe('what the server bears', () => {
  it.each([
    ['says nothing', ''],
    ['stops amid the headers', `GET /page HTTP/1.1\r\n${HOST}\r\nx: y`],
    ['stops amid the body', `POST /hook HTTP/1.1\r\n${HOST}\r\ncontent-length: 50\r\n\r\nab`],
    ['stops amid a chunk', `POST /hook HTTP/1.1\r\n${HOST}\r\ntransfer-encoding: chunked\r\n\r\n9\r\nab`],
  ])('ends a connection that %s', async (_, bytes) => {
    const { port } = await open(QUICK);
    expect([0, 408]).toContain(statusOf(await rawly(port, bytes).all));
  });

  it.each([
    ['headers', `GET /page HTTP/1.1\r\n${HOST}\r\nx: `],
    ['a body', `POST /hook HTTP/1.1\r\n${HOST}\r\ncontent-length: 90\r\n\r\n`],
  ])('ends a connection on which %s drip, however steadily', async (_, bytes) => {
    const { port } = await open(QUICK);
    const { socket, all } = rawly(port, bytes);
    const drip = setInterval(() => socket.write('x'), 10);
    const answer = await all.finally(() => clearInterval(drip));
    expect(statusOf(answer)).toBe(408);
  });

  it('does not read on in a body that no door takes', async () => {
    const { port } = await open();
    const answer = await rawly(port, `POST /nowhere HTTP/1.1\r\n${HOST}\r\ncontent-length: 999999\r\n\r\nab`)
      .all;
    expect(statusOf(answer)).toBe(404);
  });

  it('keeps no connection for ever on which nothing comes any more', async () => {
    const { port } = await open({ ...HTTP_LIMITS, keepMs: 20 });
    const { all } = rawly(port, `GET /page HTTP/1.1\r\n${HOST}\r\n\r\n`);
    expect(statusOf(await all)).toBe(200);
  });

  it('lets those who wait idly make room for those who come, and holds no more than it bears', async () => {
    const { port } = await open({ ...HTTP_LIMITS, mostConnections: 2 });
    const page = `GET /page HTTP/1.1\r\n${HOST}\r\n\r\n`;
    const idle = [rawly(port, page), rawly(port, page)];
    await expect.poll(() => idle.map(({ came }) => statusOf(came()))).toEqual([200, 200]);
    expect(await rawly(port, page).all).toBe('');
    expect((await Promise.all(idle.map(({ all }) => all))).map(statusOf)).toEqual([200, 200]);
    expect(statusOf(await asking(port, 'GET /page HTTP/1.1', HOST))).toBe(200);
  });
});

describe('a server that is left', () => {
  it('answers what is under way, ends that connection and takes no other', async () => {
    const held = Promise.withResolvers<void>();
    const slow: Route = {
      ...{ method: 'GET', path: '/slow', signedBy: 'nobody' },
      handle: async (_request, response) => {
        await held.promise;
        response.writeHead(200).end('done');
      },
    };
    const { server, port } = await serveHere([slow]);
    const under = rawly(port, `GET /slow HTTP/1.1\r\n${HOST}\r\n\r\n`);
    const idle = rawly(port, '');
    await expect.poll(() => idle.socket.connecting).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    const closed = server.close();
    await expect(fetch(`http://127.0.0.1:${port}/slow`)).rejects.toThrow();
    held.resolve();
    expect(await under.all).toMatch(/\r\n\r\ndone$|done\r\n/);
    idle.socket.destroy();
    await closed;
  });

  it('says with each answer, before it closes, that the connection ends', async () => {
    const { server, port } = await open();
    server.letGo();
    expect(await rawly(port, `GET /page HTTP/1.1\r\n${HOST}\r\n\r\n`).all).toMatch(
      /\r\nconnection: close\r\n/i,
    );
  });
});
