import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Check } from '../ports/check.ts';
import { openStore } from '../wiring/stores.ts';
import { inTwo } from './in-two.ts';
import { redisCheck } from './redis-check.ts';

const what = 'store';

/** Whether the store can be read and would keep what it is given. An installation that never ran has none yet: that is no fault. */
export async function storeCheck(config: Config): Promise<Check> {
  return config.redis ? redisCheck(config.redis) : fileCheck(config);
}

/** The embedded store: its folder can be written, too. */
async function fileCheck(config: Config): Promise<Check> {
  const folder = config.dataFolder;
  const fault = writeFault(folder);
  if (fault !== undefined)
    return {
      ...{ what, ok: false, found: `${folder} cannot be written (${fault})` },
      fix: 'let the user that runs Ajar write there, or set AJAR_DATA to a folder where they can',
    };
  if (!existsSync(path.join(folder, 'ajar.db')))
    return { what, ok: true, found: `none in ${folder} yet; "ajar serve" makes it`, fix: '' };
  return readStore(config);
}

async function readStore(config: Config): Promise<Check> {
  try {
    const store = await openStore(config, { mustExist: true });
    try {
      const [newest] = await store.events({ limit: 1 });
      const when = newest?.at.toISOString() ?? 'none';
      return { what, ok: true, found: `${config.dataFolder}, newest event ${when}`, fix: '' };
    } finally {
      await store.close();
    }
  } catch (error) {
    // Whatever it is, the store cannot be worked with: that is what the doctor is asked for.
    const { found, advice } = inTwo(error, 'Stop Ajar, keep the file and restore a copy of it.');
    return { what, ok: false, found, fix: `${advice} AJAR_DATA says where Ajar looks.` };
  }
}

/** Only an attempt tells: rights, a read-only disk and a file in the way look different from outside. Leaves nothing behind. */
function writeFault(folder: string): string | undefined {
  const nearest = nearestThere(folder);
  try {
    rmdirSync(mkdtempSync(path.join(nearest, '.ajar-doctor-')));
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return WHY[code ?? ''] ?? code ?? message;
  }
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in the way',
};

/** The folder itself, or what it would be made in. */
function nearestThere(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestThere(above);
}
