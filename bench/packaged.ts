import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BotOptions } from '../sandbox/demo/bot.ts';
import { image } from './image.ts';

/** How `ajar serve` is run; as the checkout where nothing is said. */
export type Packaged = Pick<BotOptions, 'program' | 'node' | 'env'>;

/** As it is shipped: the one file that `npm run build` makes, made in this folder, run as the image runs it. */
export function packagedIn(folder: string): Required<Packaged> {
  const { node, env } = image();
  const program = path.join(folder, 'ajar.mjs');
  return { program, node, env: { ...env, NODE_COMPILE_CACHE: path.join(folder, 'compiled') } };
}

/** Makes it, compiled by Node as in the image, by the same command. */
export async function pack(folder: string): Promise<void> {
  const { bundle } = await import('../tools/bundle/bundle.ts');
  const { program, node, env } = packagedIn(folder);
  writeFileSync(program, (await bundle()).code);
  await promisify(execFile)(process.execPath, [...node, program, 'help'], {
    env: { ...process.env, ...env },
  });
}
