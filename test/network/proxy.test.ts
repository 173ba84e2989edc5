import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { trustAdvice } from '../../src/untrusted.ts';
import { reachOut } from '../../src/wiring/reach.ts';
import { answerAnything, below, sayHello } from './answers.ts';
import { clientsAt } from './clients.ts';
import { type CompanyProxy, startCompanyProxy } from './company-proxy.ts';

let proxy: CompanyProxy;
let folder: string;
let env: Record<string, string | undefined>;
beforeAll(async () => {
  proxy = await startCompanyProxy(answerAnything, sayHello);
  folder = mkdtempSync(path.join(tmpdir(), 'ajar-proxy-'));
  const file = path.join(folder, 'ca.pem');
  writeFileSync(file, proxy.ca);
  env = { HTTPS_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8,*.inside.invalid:443', AJAR_CA_FILE: file };
  // Azure's libraries read the real one.
  Object.assign(process.env, env);
  reachOut(process.env);
});
afterAll(async () => {
  await proxy.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  proxy.tunnels.length = 0;
});

/** The error with which it ended, if it did. */
const failure = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => undefined,
    (error: unknown) => error,
  );

const nameOf = (host: string): string =>
  new URL(host.includes('.') ? `https://${host}` : below('ajar')(host)).host;

describe('behind a proxy that opens TLS, where no other way leads out', () => {
  // The first of all, since connections that stand are used again.
  it("everybody says what to do where the company's authority is not known", async () => {
    const trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates(tls.getCACertificates('bundled'));
    try {
      // Traces that cannot be sent are told in the log alone.
      const { traces: _, ...clients } = clientsAt(below('ajar'));
      const said: string[] = [];
      for (const [name, { call }] of Object.entries(clients)) {
        const error = await failure(call);
        said.push(`${name}: ${trustAdvice(error) ?? error}`);
      }
      expect(said.filter((text) => !/AJAR_CA_FILE|ajar doctor/.test(text))).toEqual([]);
    } finally {
      tls.setDefaultCACertificates(trusted);
    }
  });

  it.each(Object.entries(clientsAt(below('ajar'))))('%s is reached through it', async (_, {
    hosts,
    call,
  }) => {
    expect(await failure(call)).toBeUndefined();
    expect(new Set(proxy.tunnels)).toEqual(new Set(hosts.map((host) => `${nameOf(host)}:443`)));
  });

  it('nobody goes through it to where NO_PROXY says', async () => {
    await Promise.all(Object.values(clientsAt(below('inside'))).map(({ call }) => failure(call)));
    expect(proxy.tunnels.filter((tunnel) => tunnel.includes('inside'))).toEqual([]);
  });
});
