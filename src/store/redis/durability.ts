import { StoreError } from '../store-error.ts';
import type { Connection } from './connection.ts';

/** What a Redis would lose, and what of that cannot be told; each a sentence with what to set. */
export interface Durability {
  readonly faults: readonly string[];
  readonly unknown: readonly string[];
  /** Of what whoever runs it should know. */
  readonly remarks: readonly string[];
}

type Values = Readonly<Record<string, string | undefined>>;

const OLDEST: readonly [number, number] = [6, 2];

/** By what Redis says of itself (INFO), and by its configuration as far as this user may read it. */
export async function durabilityOf({ call }: Connection): Promise<Durability> {
  const info = readInfo(String(await call('INFO')));
  const config = await readConfiguration(call);
  const aof = info.aof_enabled ?? AOF[config.appendonly ?? ''];
  const policy = config['maxmemory-policy'] ?? info.maxmemory_policy;
  const told = [
    versionFault(info.redis_version),
    info.role === 'slave' ? 'It is a replica, which takes no writes: name the primary.' : undefined,
    aof === '0'
      ? 'It keeps no append-only file, so that a restart loses what was saved: set appendonly yes.'
      : undefined,
    policy !== undefined && policy !== 'noeviction'
      ? `It throws data away once its memory is full (${policy}): set maxmemory-policy noeviction.`
      : undefined,
    config.appendfsync === 'no'
      ? 'It leaves it to the system when to write to the disk: set appendfsync always, or everysec.'
      : undefined,
  ];
  return {
    faults: told.filter((fault) => fault !== undefined),
    unknown: [
      ...(aof === undefined
        ? ['Whether it keeps an append-only file cannot be told: have appendonly yes.']
        : []),
      ...(policy === undefined
        ? [
            'Whether it throws data away when its memory is full cannot be told: have maxmemory-policy noeviction.',
          ]
        : []),
      ...(config.appendfsync === undefined
        ? ['How often it writes to its disk cannot be told: CONFIG GET is not allowed.']
        : []),
    ],
    remarks:
      config.appendfsync === 'everysec'
        ? ['With appendfsync everysec a power cut may take the last second.']
        : [],
  };
}

const AOF: Values = { yes: '1', no: '0' };

function versionFault(version: string | undefined): string | undefined {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return version !== undefined && isOld
    ? `It is Redis ${version}: Ajar takes ${OLDEST.join('.')} or newer.`
    : undefined;
}

/** Lines of `name:value`. */
const readInfo = (text: string): Values =>
  Object.fromEntries(
    [...text.matchAll(/^([a-z_]+):(.*?)\r?$/gm)].map(([, name = '', value]) => [name, value]),
  );

const SETTINGS = ['appendonly', 'appendfsync', 'maxmemory-policy'] as const;

/** Managed Redis allows no CONFIG; INFO was answered just before, so that a refusal is that of a right. */
async function readConfiguration(call: Connection['call']): Promise<Values> {
  const found = SETTINGS.map(async (name) => {
    try {
      const [, value] = (await call('CONFIG', 'GET', name)) as readonly string[];
      return [name, value] as const;
    } catch (error) {
      if (error instanceof StoreError) return [name, undefined] as const;
      throw error;
    }
  });
  return Object.fromEntries(await Promise.all(found));
}
