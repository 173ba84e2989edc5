import type { Fault } from '../complaint.ts';
import { type CloudName, cloudOf, cloudOfTeamsHost, NATIONAL_CLOUDS } from './national-clouds.ts';
import type { Settings } from './settings.ts';

/** Settings that name an address of one Azure; a token of one is nothing in another. */
const ADDRESSES = [
  ...(['AJAR_AZURE_ENDPOINT', 'AJAR_AZURE_SCOPE', 'AJAR_GRAPH_ENDPOINT'] as const),
  'AZURE_AUTHORITY_HOST' as const,
];

/** What names another Azure than AJAR_CLOUD does, and a Teams whose hosts nobody knows. `given` has what was set at all. */
export function cloudFaults(settings: Settings, hasTeams: boolean): readonly Fault[] {
  const own = settings.AJAR_CLOUD;
  const addresses = ADDRESSES.flatMap((key) =>
    mismatch(own, key, settings[key] ?? '', cloudOf(settings[key] ?? '')),
  );
  const hosts = settings.TEAMS_SERVICE_HOSTS.flatMap((host) =>
    mismatch(own, 'TEAMS_SERVICE_HOSTS', host, cloudOfTeamsHost(host)),
  );
  return [...addresses, ...hosts, ...(hasTeams ? unknownTeams(settings) : []), ...fasterClock(settings)];
}

/** By such a clock a real port would be closed, or left open, at some other time than it was approved for. */
function fasterClock({ AJAR_CLOCK, AJAR_AZURE_ENDPOINT }: Settings): readonly Fault[] {
  if (AJAR_CLOCK === undefined || HERE.includes(new URL(AJAR_AZURE_ENDPOINT ?? 'https://azure').hostname))
    return [];
  return [
    {
      key: 'AJAR_CLOCK',
      message:
        'is set, which is for a sandbox on this machine alone (AJAR_AZURE_ENDPOINT); leave it out for a real Azure.',
    },
  ];
}

const HERE = ['localhost', '127.0.0.1', '[::1]'];

function mismatch(own: CloudName, key: string, found: string, of: CloudName | undefined): readonly Fault[] {
  if (of === undefined || of === own) return [];
  const instead = `write AJAR_CLOUD=${of} and leave ${key} out, or name an address of ${NATIONAL_CLOUDS[own].title}`;
  return [
    {
      key,
      message: `found "${found}", which is of ${NATIONAL_CLOUDS[of].title}, while AJAR_CLOUD is ${own}; ${instead}.`,
    },
  ];
}

/** Where Microsoft states no host, none may be guessed: a token goes wherever it is sent. */
function unknownTeams({ AJAR_CLOUD, TEAMS_SERVICE_HOSTS, TEAMS_AUTH }: Settings): readonly Fault[] {
  const { bot, title } = NATIONAL_CLOUDS[AJAR_CLOUD];
  if (TEAMS_AUTH === 'off' || TEAMS_SERVICE_HOSTS.length > 0 || bot.hosts.length > 0) return [];
  const message = `nothing is set, and nobody states the hosts of Teams in ${title}; write the host of the serviceUrl that your Teams sends.`;
  return [{ key: 'TEAMS_SERVICE_HOSTS', message }];
}
