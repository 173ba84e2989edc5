import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import type { Opened } from './opened.ts';
import { PATH, SECRET } from './slack.ts';

/** A bolt app as its documentation begins: https://docs.slack.dev/tools/bolt-js/concepts/acknowledge */
export async function bolt(apiUrl: string): Promise<Opened> {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, endpoints: PATH, logLevel: LogLevel.ERROR });
  const app = new App({
    ...{ receiver, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl: apiUrl } },
    authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0AJARBOT1', botUserId: 'U0AJARBOT1' }),
  });
  app.action('approve', async ({ ack }) => ack());
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}${PATH}`, stop: async () => void (await app.stop()) };
}
