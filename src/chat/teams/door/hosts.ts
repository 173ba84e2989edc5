import { isLoopback } from '../../loopback.ts';

/** Where cards may go, `teams` being the hosts of Teams; a token of ours must never go anywhere else. Without signatures only this machine is ever sent to. */
export const hostsOf = (auth: 'on' | 'off', teams: readonly string[]): readonly string[] =>
  auth === 'off' ? ['localhost', '127.0.0.1', '[::1]'] : teams;

/** Whether a serviceUrl, fresh or from the store, may be sent to: https, one of `hosts`, no user name in it; http on this machine only. */
export function mayBeSentTo(serviceUrl: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, username, password } = new URL(serviceUrl);
  if (username !== '' || password !== '') return false;
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) return false;
  return hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host));
}
