import { readFileSync } from 'node:fs';

/** The options of Node that the image's own file has, so that what is measured is what runs there. */
export function image(): { readonly node: readonly string[]; readonly options: readonly string[] } {
  const file = readFileSync(new URL('../Containerfile', import.meta.url), 'utf8');
  const options = /^ENV NODE_COMPILE_CACHE=\S+ NODE_OPTIONS=(.+)$/m.exec(file)?.[1];
  const entry = /^ENTRYPOINT (\[.*\])$/m.exec(file)?.[1];
  if (options === undefined || entry === undefined)
    throw new Error('The Containerfile does not say how Node is run.');
  return { node: (JSON.parse(entry) as string[]).slice(1, -1), options: options.split(' ') };
}
