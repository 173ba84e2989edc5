import { CLOUDS, NATIONAL_CLOUDS } from '../../settings/national-clouds.ts';
import type { Answers } from './answers.ts';
import { askSecret } from './ask-secret.ts';
import { faultIn } from './examine.ts';
import type { Prompts } from './prompts.ts';

/** Where Ajar is, for whom, and where it keeps what it knows. */
export async function askPlace(answers: Answers, prompts: Prompts, first: boolean): Promise<Answers> {
  const { teams, slack, url: _, ...rest } = answers;
  const chats = await prompts.several({
    message: 'Which chat apps is it for?',
    choices: [
      { value: 'teams', name: 'Microsoft Teams' },
      { value: 'slack', name: 'Slack' },
    ],
    known: [...(teams ? (['teams'] as const) : []), ...(slack ? (['slack'] as const) : [])],
    atLeast: 1,
  });
  const cloud = await prompts.choose({
    message: 'Which Azure?',
    choices: CLOUDS.map((value) => ({ value, name: NATIONAL_CLOUDS[value].title })),
    ...(first ? { usual: answers.cloud } : { known: answers.cloud }),
  });
  const url = await prompts.text({
    message: `The https address under which people, Teams and Slack reach it${chats.includes('teams') ? '' : ' (empty for Slack by Socket Mode)'}:`,
    known: answers.url,
    usual: 'https://',
    judge: (text) => (isEmpty(text) ? undefined : faultIn('AJAR_PUBLIC_URL', text)),
  });
  const zone = await prompts.text({
    message: 'The time zone of readers whose own is not known:',
    ...(first ? { usual: Intl.DateTimeFormat().resolvedOptions().timeZone } : { known: answers.zone }),
    judge: (text) => faultIn('AJAR_TIME_ZONE', text),
  });
  return {
    ...{ ...rest, cloud, zone, store: await askStore(answers.store, prompts, first) },
    ...(isEmpty(url) ? {} : { url: new URL(url).origin }),
    ...(chats.includes('teams') && { teams: teams ?? { appId: '', appType: 'SingleTenant', tenants: [] } }),
    ...(chats.includes('slack') && { slack: slack ?? { socket: isEmpty(url), history: false } }),
  };
}

/** What stands there to be gone on with, too. */
const isEmpty = (url: string): boolean => url === '' || url === 'https://';

async function askStore(
  store: Answers['store'],
  prompts: Prompts,
  first: boolean,
): Promise<Answers['store']> {
  const before = 'redis' in store ? ('redis' as const) : ('folder' as const);
  const kind = await prompts.choose({
    message: 'Where does it keep requests and the audit log?',
    choices: [
      { value: 'folder', name: 'in a folder of this machine (one instance)' },
      { value: 'redis', name: 'in Redis (several instances; docs/redis.md)' },
    ],
    ...(first ? { usual: before } : { known: before }),
  });
  if (kind === 'folder') {
    const known = 'folder' in store ? store.folder : 'data';
    return {
      folder:
        (await prompts.text({ message: 'The folder:', ...(first ? { usual: known } : { known }) })) || 'data',
    };
  }
  const secret = await askSecret(
    prompts,
    'REDIS_URL',
    'Its address, such as rediss://USER:PASSWORD@HOST:6380/0',
    'redis' in store ? store.redis : undefined,
  );
  return secret ? { redis: secret } : { folder: 'data' };
}
