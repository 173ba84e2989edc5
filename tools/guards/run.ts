import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Cut, GUARDS, type Guard } from '../../test/dangers/guards.ts';

/*
 * npm run test:guards [-- H7 H8]: takes each guard out of a copy of the tree and runs the tests that have to fail then. By hand;
 * the exit code is 1 where one goes on as if nothing were missing.
 */

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Not the modules, which are linked to, nor what a run leaves behind. */
const LEFT_OUT = new Set(['node_modules', '.git', 'data']);
const run = promisify(execFile);

function copyOfTree(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'ajar-guards-'));
  for (const name of readdirSync(ROOT))
    if (!LEFT_OUT.has(name)) cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/** The files among these in which a test failed; a file that could not be loaded proves nothing. */
async function failing(tree: string, tests: readonly string[]): Promise<readonly string[]> {
  const report = path.join(tree, 'guards.json');
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--reporter=json', `--outputFile=${report}`, ...tests];
  // It fails, as it should; what it found is in the report.
  await run(process.execPath, args, { cwd: tree, maxBuffer: 1e9 }).catch(() => undefined);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; assertionResults: { status: string }[] }[];
  };
  const failed = testResults.filter(({ assertionResults }) =>
    assertionResults.some(({ status }) => status === 'failed'),
  );
  return tests.filter((test) => failed.some(({ name }) => name.endsWith(test)));
}

/** What is wrong with a guard; undefined when its tests fail without it. */
async function faultOf(tree: string, guard: Guard): Promise<string | undefined> {
  const { tests, also } = guard;
  const restores = [guard, ...(also ? [also] : [])].map((each) => cut(tree, each));
  try {
    const failed = await failing(tree, tests);
    const missing = tests.filter((test) => !failed.includes(test));
    return missing.length === 0 ? undefined : `no test fails in ${missing.join(' and ')}`;
  } finally {
    for (const restore of restores) restore();
  }
}

/** Answers what puts it back. */
function cut(tree: string, { file, from, to }: Cut): () => void {
  const place = path.join(tree, file);
  const text = readFileSync(place, 'utf8');
  const without = text.replace(from, () => to);
  writeFileSync(place, without);
  return () => writeFileSync(place, text);
}

const wanted = process.argv.slice(2);
const tree = copyOfTree();
try {
  for (const guard of GUARDS.filter(({ danger }) => wanted.length === 0 || wanted.includes(danger))) {
    const fault = await faultOf(tree, guard);
    if (fault) process.exitCode = 1;
    console.log(`${guard.danger} ${guard.file}: ${fault ?? 'its tests fail without it'}`);
  }
} finally {
  rmSync(tree, { recursive: true });
}
