import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeCheckpoint } from '../../src/audit/checkpoints.ts';
import { signerOf } from '../../src/audit/keys.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { createHandClock } from '../fakes/clock.ts';
import { event } from '../store/samples.ts';
import { ajar } from './terminal.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

const audit = (...args: readonly string[]) => ajar(['audit', ...args], { env: { AJAR_DATA: folder } });

/** A key, and a log with three events and a checkpoint of them. */
async function filled(checkpointed = true): Promise<void> {
  await writeFile(at('pub.pem'), (await audit('keygen', '--output', at('key.pem'))).out);
  const store = createSqliteStore({ file: at('ajar.db') });
  for (const detail of ['r0', 'r1', 'r2']) await store.record(event('refused', { detail }));
  await store.seal();
  const signer = signerOf(await readFile(at('key.pem'), 'utf8'));
  if (checkpointed) await writeCheckpoint({ store, clock: createHandClock(), signer, policy: () => 'p' });
  await store.close();
}

describe('ajar audit keygen', () => {
  it('keeps the private half in a file for its owner alone, and shows the public one', async () => {
    const { code, out, err } = await audit('keygen', '--output', at('key.pem'));
    expect(code).toBe(0);
    expect(out).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(`${out}${err}`).not.toContain('PRIVATE');
    expect(err).toContain(`key ${signerOf(await readFile(at('key.pem'), 'utf8')).id}`);
    expect((await stat(at('key.pem'))).mode & 0o777).toBe(0o600);
  });

  it('never writes over a key', async () => {
    await audit('keygen', '--output', at('key.pem'));
    const before = await readFile(at('key.pem'), 'utf8');
    const again = await audit('keygen', '--output', at('key.pem'));
    expect(again).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is there already') });
    expect(await readFile(at('key.pem'), 'utf8')).toBe(before);
  });
});

describe('ajar audit verify --key', () => {
  it('says up to where the log is signed', async () => {
    await filled();
    const { code, out } = await audit('verify', '--key', at('pub.pem'));
    expect(code).toBe(0);
    expect(out).toContain('Signed up to event 3, on 2026-01-15T12:00:00.000Z');
  });

  it('fails where the log has no checkpoint of the key', async () => {
    await filled(false);
    expect((await audit('verify')).code).toBe(0);
    const { code, out } = await audit('verify', '--key', at('pub.pem'));
    expect({ code, out }).toMatchObject({
      code: 1,
      out: expect.stringContaining('no checkpoint of this key'),
    });
  });

  it('catches an export whose tail was cut off, by the checkpoints that a sink kept', async () => {
    await filled();
    const { out } = await audit('export');
    await writeFile(at('sink.jsonl'), out);
    await writeFile(at('export.jsonl'), out);
    const args = ['--key', at('pub.pem'), '--checkpoints', at('sink.jsonl'), '--file', at('export.jsonl')];
    expect((await audit('verify', ...args)).code).toBe(0);
    await writeFile(at('export.jsonl'), out.split('\n').slice(0, 2).join('\n'));
    const cut = await audit('verify', ...args);
    expect(cut).toMatchObject({ code: 1, out: expect.stringContaining('broken at event 3') });
  });

  it('believes no checkpoint in such a file that the key did not sign: anybody can type one', async () => {
    await filled();
    const { out } = await audit('export');
    const forged = `checkpoint of ${'a'.repeat(16)} at 2026-01-15T12:00:00.000Z: 2:${'0'.repeat(64)}`;
    await writeFile(
      at('sink.jsonl'),
      `${forged}\n${forged}, key ${'b'.repeat(16)}, signed ${'c'.repeat(86)}\n${out}`,
    );
    const { code } = await audit('verify', '--key', at('pub.pem'), '--checkpoints', at('sink.jsonl'));
    expect(code).toBe(0);
  });

  it.each([
    [['--checkpoints', 'pub.pem'], '--checkpoints needs --key'],
    [['--key', 'pub.pem', '--checkpoints', 'pub.pem'], 'There is no checkpoint in'],
    [['--key', 'key.pem'], 'has no key that can be used: write a public key'],
    [['--key', 'nowhere.pem'], 'cannot be read'],
  ])('refuses %j with a sentence', async (args, sentence) => {
    await filled();
    const paths = args.map((arg) => (arg.endsWith('.pem') ? at(arg) : arg));
    const { code, out, err } = await audit('verify', ...paths);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});
