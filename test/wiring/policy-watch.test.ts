import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { hashOfText, readPolicyOf, readPolicyText } from '../../src/wiring/policy-source.ts';
import { type Changes, createPolicyWatch } from '../../src/wiring/policy-watch.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const APPS = ['teams'];
const text = (sentence: string): string =>
  `rules:\n  - { id: one, match: {}, deny: ${sentence} }\n  - { id: two, match: {}, deny: Not that one. }\n`;
const [FIRST, SECOND] = [text('Not this one.'), text('Not any more.')];
const FAULTY = 'rules:\n  - id: one\n';

let files = 0;
const newFile = (): string => {
  files += 1;
  const own = path.join(folder, `${files}`);
  mkdirSync(own);
  writeFileSync(path.join(own, 'policy.yaml'), FIRST);
  return path.join(own, 'policy.yaml');
};

/** A pause that ends when the test says so. `look` ends once it has looked, and waits again. */
function handPause() {
  let waits = Promise.withResolvers<void>();
  let go = (): void => undefined;
  const pause = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      go = resolve;
      signal.addEventListener('abort', () => resolve());
      waits.resolve();
    });
  async function look(): Promise<void> {
    await waits.promise;
    waits = Promise.withResolvers<void>();
    go();
    await waits.promise;
  }
  return { pause, look };
}

/** A watch over a file, and what it told. */
function watching(file: string, { fail = 0 } = {}) {
  const { pause, look } = handPause();
  const source = { file };
  const told: string[] = [];
  const errors: unknown[] = [];
  const quiet = {
    info: () => undefined,
    warn: () => undefined,
    error: (facts: object) => void errors.push(facts),
  };
  const first = readPolicyOf({ policy: source }, APPS);
  const watch = createPolicyWatch({ first, source, apps: APPS, log: quiet, pause });
  let failures = fail;
  const changes: Changes = {
    async taken(before, after) {
      failures -= 1;
      if (failures >= 0) throw new Error('the store is away');
      // Saved first: until then everything is judged by the policy before it.
      expect(watch.policy()).toBe(before);
      told.push(`${before.hash} -> ${after.hash}`);
    },
    async refused(inForce, faults, found) {
      told.push(`${inForce.hash} stays, ${found}: ${faults.join(' ')}`);
    },
  };
  watch.start(changes);
  onTestFinished(() => watch.stop());
  return { ...watch, look, told, errors };
}

const CHANGE = `${hashOfText(FIRST)} -> ${hashOfText(SECOND)}`;

it('a changed file counts once it is saved, and is told once', async () => {
  const file = newFile();
  const { policy, reload, told } = watching(file);
  await reload();
  expect(told).toEqual([]);
  writeFileSync(file, SECOND);
  await reload();
  await reload();
  expect(told).toEqual([CHANGE]);
  expect(policy().rules[0]?.deny).toBe('Not any more.');
});

it('a faulty file leaves the policy as it is, is told once, and mended it is nothing new', async () => {
  const file = newFile();
  const { policy, reload, told, errors } = watching(file);
  writeFileSync(file, FAULTY);
  await reload();
  await reload();
  expect(told).toEqual([
    expect.stringContaining(`${hashOfText(FIRST)} stays, ${hashOfText(FAULTY)}: ${file}:2:5`),
  ]);
  expect(errors).toEqual([expect.objectContaining({ policy: hashOfText(FIRST) })]);
  expect(policy().hash).toBe(hashOfText(FIRST));
  writeFileSync(file, FIRST);
  await reload();
  expect(told.length).toBe(1);
  writeFileSync(file, FAULTY);
  await reload();
  expect(told.length).toBe(2);
});

it('a file that is gone leaves the policy as it is, and says so', async () => {
  const file = newFile();
  const { policy, reload, told } = watching(file);
  rmSync(file);
  await reload();
  await reload();
  expect(told).toEqual([expect.stringContaining('there is no such file')]);
  expect(policy().hash).toBe(hashOfText(FIRST));
});

it('a change that could not be saved does not count, and is tried again', async () => {
  const file = newFile();
  const { policy, reload, told } = watching(file, { fail: 1 });
  writeFileSync(file, SECOND);
  await reload();
  expect([told, policy().hash]).toEqual([[], hashOfText(FIRST)]);
  await reload();
  expect([told, policy().hash]).toEqual([[CHANGE], hashOfText(SECOND)]);
});

it('it looks by itself, and sees a file that was renamed into its place once it stands still', async () => {
  const file = newFile();
  const { look, told } = watching(file);
  writeFileSync(`${file}.new`, SECOND);
  renameSync(`${file}.new`, file);
  await look();
  expect(told).toEqual([]);
  await look();
  await look();
  expect(told).toEqual([CHANGE]);
});

it('it sees the link that Kubernetes swaps under a ConfigMap', async () => {
  const own = path.join(folder, 'map');
  const versions = { '..one': FIRST, '..two': SECOND };
  for (const [name, content] of Object.entries(versions)) {
    mkdirSync(path.join(own, name), { recursive: true });
    writeFileSync(path.join(own, name, 'policy.yaml'), content);
  }
  symlinkSync('..one', path.join(own, '..data'));
  symlinkSync(path.join('..data', 'policy.yaml'), path.join(own, 'policy.yaml'));
  const { look, told } = watching(path.join(own, 'policy.yaml'));
  symlinkSync('..two', path.join(own, '..data_tmp'));
  renameSync(path.join(own, '..data_tmp'), path.join(own, '..data'));
  await look();
  await look();
  expect(told).toEqual([CHANGE]);
});

it('half a file is not taken for a policy while it is being written, although it would be one', async () => {
  const file = newFile();
  const { look, told } = watching(file);
  const half = SECOND.split('\n').slice(0, 2).join('\n');
  expect(readPolicyText(half, file, APPS)).toHaveProperty('policy');
  writeFileSync(file, half);
  await look();
  writeFileSync(file, SECOND);
  await look();
  expect(told).toEqual([]);
  await look();
  expect(told).toEqual([CHANGE]);
});
