/**
 * `npm run build`: dist/ajar.mjs, one file that runs in any folder, and the licences of what is in it. With `-- --check` nothing is
 * written: it ends with 1 unless this tree makes the file that is there.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from './bundle.ts';
import { noticesOf, termsOf } from './notices.ts';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const { code, packages } = await bundle();
if (process.argv.includes('--check')) await compare();
else await write();

async function write(): Promise<void> {
  const terms = await Promise.all(packages.map((folder) => termsOf(root, folder)));
  await mkdir(dist, { recursive: true });
  await writeFile(path.join(dist, 'ajar.mjs'), code, { mode: 0o755 });
  await writeFile(path.join(dist, 'LICENCES.txt'), noticesOf(terms));
  const megabytes = (Buffer.byteLength(code) / 1_000_000).toFixed(1);
  console.log(`dist/ajar.mjs: ${megabytes} MB of ${packages.length} packages, sha256 ${sha256(code)}`);
}

async function compare(): Promise<void> {
  const [there, own] = [await readFile(path.join(dist, 'ajar.mjs'), 'utf8'), code].map(sha256);
  console.log(
    there === own
      ? `dist/ajar.mjs is what this tree makes, sha256 ${own}`
      : `dist/ajar.mjs is ${there}, this tree makes ${own}`,
  );
  if (there !== own) process.exitCode = 1;
}
