import { readFileSync } from 'node:fs';

/** How the image's own file has Node run, so that what is measured is what runs there. */
export interface Image {
  /** Arguments before the program. */
  readonly node: readonly string[];
  /** But where Node keeps what it has compiled. */
  readonly env: { readonly NODE_OPTIONS: string; readonly MALLOC_ARENA_MAX: string };
}

export function image(): Image {
  const file = readFileSync(new URL('../Containerfile', import.meta.url), 'utf8');
  const [, options, arenas] =
    /^ENV NODE_COMPILE_CACHE=\S+ NODE_OPTIONS=(\S+) MALLOC_ARENA_MAX=(\d+)$/m.exec(file) ?? [];
  const entry = /^ENTRYPOINT (\[.*\])$/m.exec(file)?.[1];
  if (options === undefined || arenas === undefined || entry === undefined)
    throw new Error('The Containerfile does not say how Node is run.');
  return {
    node: (JSON.parse(entry) as string[]).slice(1, -1),
    env: { NODE_OPTIONS: options, MALLOC_ARENA_MAX: arenas },
  };
}
