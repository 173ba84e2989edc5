import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';

const TEXT = readFileSync(new URL('../../Containerfile', import.meta.url), 'utf8');
const [, ...ARGS] = JSON.parse(/^HEALTHCHECK .*\\\n\s*CMD (\[.*\])$/m.exec(TEXT)?.[1] ?? '[]') as string[];

it.each([
  [200, 0],
  [503, 1],
])("the image's health check asks the port that the settings say: %i there ends it with %i", async (status, code) => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const port = String((server.address() as AddressInfo).port);
  const child = spawn(process.execPath, ARGS, { env: { AJAR_INTERNAL_PORT: port } });
  expect([...(await once(child, 'exit')), asked]).toEqual([code, null, ['/healthz']]);
});
