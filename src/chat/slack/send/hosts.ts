import { isLoopback } from '../../loopback.ts';
import type { SlackSettings } from '../settings.ts';

type Api = Pick<SlackSettings, 'apiUrl'>;

/** Whether an address that came with a delivery may be posted to: Slack's own hooks, or this machine where the API is here too. */
export const isHook = (url: string, api: Api): boolean =>
  isAllowed(url, api, (host) => host === 'hooks.slack.com' || host === 'hooks.slack-gov.com');

/** Whether a file may be uploaded to the address that Slack gave for it. */
export const isUpload = (url: string, api: Api): boolean =>
  isAllowed(url, api, (host) => host.endsWith('.slack.com') || host.endsWith('.slack-gov.com'));

function isAllowed(url: string, { apiUrl }: Api, isSlack: (host: string) => boolean): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:' && port === '' && isSlack(hostname)) return true;
  return /^https?:$/.test(protocol) && isLoopback(hostname) && isLoopback(new URL(apiUrl).hostname);
}
