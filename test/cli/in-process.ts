import { run } from '../../src/cli/cli.ts';

/** Runs `ajar` in this process, with what it writes caught: as `ajar()` of terminal.ts, without the second that a process takes. */
export async function ajarHere(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const before = { env: process.env, code: process.exitCode };
  const restore = [swap(process.stdout, 'write'), swap(process.stderr, 'write')];
  const told = [swap(console, 'log'), swap(console, 'error')];
  process.env = { ...env };
  process.exitCode = undefined;
  try {
    await run(['node', 'ajar', ...args], []);
    const [out, err] = [0, 1].map((n) => `${restore[n]?.text() ?? ''}${told[n]?.text() ?? ''}`);
    return { code: process.exitCode ?? 0, out: out ?? '', err: err ?? '' };
  } finally {
    for (const each of [...restore, ...told]) each.back();
    process.env = before.env;
    process.exitCode = before.code;
  }
}

/** Catches what is written by a method until it is put back. */
function swap<K extends string>(owner: Record<K, (...args: never[]) => unknown>, name: K) {
  const real = owner[name];
  const isLine = name !== 'write';
  let text = '';
  owner[name] = ((said: unknown) => {
    text += `${String(said)}${isLine ? '\n' : ''}`;
    return true;
  }) as (typeof owner)[K];
  return {
    text: () => text,
    back: () => {
      owner[name] = real;
    },
  };
}
