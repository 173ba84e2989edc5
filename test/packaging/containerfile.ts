import { readFile } from 'node:fs/promises';

/** What the image's first stage takes from the repository, by its own file. */
export async function copiedIntoImage(): Promise<readonly string[]> {
  const text = await readFile(new URL('../../Containerfile', import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1));
}
