import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BotOptions } from '../sandbox/demo/bot.ts';
import { bundle } from '../tools/bundle/bundle.ts';
import { image } from './image.ts';
import type { Size } from './measure.ts';

/** How `ajar serve` is run. */
export interface Packaged {
  readonly how: Pick<BotOptions, 'program' | 'node' | 'env'>;
  remove(): void;
}

/** As it is shipped: the one file that `npm run build` makes. A smoke spares itself the making and runs the checkout. */
export const packagedFor = (size: Size): Promise<Packaged> | Packaged =>
  size === 'smoke' ? { how: {}, remove: () => undefined } : pack();

async function pack(): Promise<Packaged> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
  const program = path.join(folder, 'ajar.mjs');
  writeFileSync(program, (await bundle()).code);
  const { node, options } = image();
  const env = { NODE_COMPILE_CACHE: path.join(folder, 'compiled'), NODE_OPTIONS: options.join(' ') };
  // The image is made with the program as Node has compiled it, by the same command.
  execFileSync(process.execPath, [...node, program, 'help'], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  return { how: { program, node, env }, remove: () => rmSync(folder, { recursive: true }) };
}
