import { BlockList, isIP } from 'node:net';

/** The hosts that Teams sends from and is answered at; a token of ours must never go anywhere else. */
const TEAMS_HOSTS = [
  'smba.trafficmanager.net',
  '*.botframework.com',
  'smba.infra.gcc.teams.microsoft.com',
] as const;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** True for an address or host name that only this machine can reach. An IPv4 address written as IPv6 counts as itself. */
export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
  const version = isIP(bare);
  return version === 0 ? bare === 'localhost' : LOOPBACK.check(bare, version === 4 ? 'ipv4' : 'ipv6');
}

/** Without signatures only this machine is ever sent to. */
export const hostsOf = (auth: 'on' | 'off'): readonly string[] =>
  auth === 'off' ? ['localhost', '127.0.0.1', '[::1]'] : TEAMS_HOSTS;

/** Whether a serviceUrl, fresh or from the store, may be sent to: https, one of `hosts`, no user name in it; http on this machine only. */
export function mayBeSentTo(serviceUrl: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, username, password } = new URL(serviceUrl);
  if (username !== '' || password !== '') return false;
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) return false;
  return hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host));
}
