import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { knock } from '../../sandbox/demo/knock.ts';
import { type Bundle, bundle } from '../../tools/bundle/bundle.ts';
import { noticesOf, type Terms, termsOf } from '../../tools/bundle/notices.ts';
import { until } from '../e2e/desk.ts';
import { EDGE, OUTAGE_POLICY, openAzureOfTheNight, startAjar } from '../e2e/outage.ts';
import { copiedIntoImage } from './containerfile.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Licences that ask for no more than to be named. */
const FREE = /^\(?(MIT|Apache-2\.0|BSD-[23]-Clause|ISC|0BSD|Unlicense|BlueOak-1\.0\.0)\b/;

let made: Bundle;
let terms: readonly Terms[];

beforeAll(async () => {
  made = await bundle();
  terms = await Promise.all(made.packages.map((folder) => termsOf(root, folder)));
}, 180_000);

describe('the bundle', () => {
  it('has nothing in it of the machine that made it', () => {
    expect(made.code.length).toBeGreaterThan(1_000_000);
    expect(made.code.includes(root)).toBe(false);
    expect(made.packages.filter((folder) => !folder.startsWith('node_modules/'))).toEqual([]);
  });

  it('is all ASCII, which Node keeps in half the memory of any other text', () => {
    expect(/[^\0-\x7f]/.exec(made.code)).toBeNull();
  });

  it('has what is overridden in the version of the override alone', async () => {
    const { overrides } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    const held = terms.filter(({ name }) => name in overrides);
    expect(new Set(held.map(({ name }) => name))).toEqual(new Set(Object.keys(overrides)));
    for (const { name, version } of held) expect(version, name).toBe(overrides[name]);
  });

  it('asks for nothing beside it but what its packages can do without', () => {
    expect(made.outside).toEqual(['@valkey/valkey-glide', 'bufferutil', 'encoding', 'pg', 'utf-8-validate']);
  });

  it('holds only what may be passed on with it, each under its licence', () => {
    const others = terms.filter(({ license }) => !FREE.test(license));
    expect(others.map(({ name, license }) => `${name} ${license}`)).toEqual([]);
    const notices = noticesOf(terms);
    expect(terms.filter(({ name, version }) => !notices.includes(`${name} ${version} (`))).toEqual([]);
  });

  it('is made of nothing that the first stage of the image lacks', async () => {
    const copied = await copiedIntoImage();
    expect(made.sources.length).toBeGreaterThan(300);
    const lacking = made.sources.filter((file) => !copied.some((part) => `${file}/`.startsWith(`${part}/`)));
    expect(lacking).toEqual([]);
  });

  it('runs as a user of its own from files that it cannot write, and opens a port', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ajar-bundle-'));
    const [image, data] = [path.join(folder, 'image'), path.join(folder, 'data')];
    for (const each of [image, data]) await mkdir(each);
    const program = path.join(image, 'ajar.mjs');
    await writeFile(program, made.code, { mode: 0o444 });
    await writeFile(path.join(data, 'policy.yaml'), OUTAGE_POLICY);
    const user = process.getuid?.() === 0 ? { uid: 10_001, gid: 10_001 } : {};
    if (user.uid) await chown(data, user.uid, user.gid);
    await chmod(folder, 0o755);
    const { sandbox, time } = await openAzureOfTheNight();
    // The sandbox's own file of it is for this user alone.
    const certificate = path.join(image, 'ca.pem');
    await writeFile(certificate, await readFile(sandbox.env.NODE_EXTRA_CA_CERTS ?? ''), { mode: 0o444 });
    await chmod(image, 0o555);
    const ajar = startAjar(sandbox, data, time, {
      ...{ program, user },
      env: { NODE_EXTRA_CA_CERTS: certificate },
    });
    onTestFinished(async () => {
      await ajar.kill();
      await sandbox.close();
      await chmod(image, 0o755);
      await rm(folder, { recursive: true, force: true });
    });
    await until(async () => (ajar.output().includes('Ajar listens') ? true : undefined), ajar.output, 60_000);
    ajar.say('open 22 on edge-01 for 1h from 203.0.113.7');
    const isOpen = async () => {
      const door = (await sandbox.doors()).find(({ vm, port }) => vm === EDGE && port === '22/tcp');
      const tried = door && (await knock(door.socket, { address: '203.0.113.7' }));
      return typeof tried === 'object' ? true : undefined;
    };
    await until(isOpen, ajar.output, 60_000);
    expect([await ajar.stop(), ajar.output()]).toEqual([0, expect.stringContaining('Ajar listens')]);
    expect(await readdir(image)).toEqual(['ajar.mjs', 'ca.pem']);
    expect(await readdir(data)).toContain('ajar.db');
  }, 180_000);
});
