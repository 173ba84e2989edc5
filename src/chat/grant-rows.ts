import { type Grant, isSlow } from '../access/grant.ts';
import { formatPort } from '../access/port.ts';
import type { Row } from './fill.ts';
import { CAPS, plain } from './plain.ts';

/** `name`, `group`, `text`. */
export const vmRow = ({ name, resourceGroup }: Grant['vm']): Row => {
  const parts = { name: plain(name, CAPS.name), group: plain(resourceGroup, CAPS.id) };
  return { ...parts, text: parts.group === '' ? parts.name : `${parts.name} (${parts.group})` };
};

/** What did not open, and why: `text`. */
export const failureRow = (grant: Grant): Row => {
  const what = `${formatPort(grant.port)} on ${plain(grant.vm.name, CAPS.name)}`;
  const state = grant.state === 'doubtful' ? 'did not open in time' : 'did not open';
  return { text: `${what} ${state}${grant.note ? `: ${plain(grant.note, CAPS.sentence)}` : '.'}` };
};

/** How far an opening is that takes minutes, in the cloud's words; each sentence once. */
export const progressOf = (grants: readonly Grant[]): readonly string[] => {
  const under = grants.filter((grant) => grant.state === 'sent' && isSlow(grant));
  return [...new Set(under.flatMap(({ note }) => note ?? []))];
};

/** Host and port of everything that is open, each once. */
export function connectRows(grants: readonly Grant[]): readonly Row[] {
  const rows = grants
    .filter(({ state }) => state === 'open')
    .map((grant) => [grant.vm.id, connectRow(grant)] as const);
  return [...new Map(rows.map(([vm, row]) => [`${vm} ${row.port} ${row.address}`, row])).values()];
}

function connectRow(grant: Grant): Row & { readonly port: string; readonly address: string } {
  const { host, number, note } = placeOf(grant);
  const name = plain(grant.vm.name, CAPS.name);
  const address = plain(host.includes(':') ? `[${host}]:${number}` : `${host}:${number}`, CAPS.name);
  const text = host ? `${name}: ${address}${note && ` (${note})`}` : `${name}: port ${number}, ${note}`;
  return { vm: name, address: host ? address : '', port: formatPort(grant.port), note, text };
}

/** The firewall before it, else the public address, else the private one; `note` says which where it is not the public one. */
function placeOf({ vm, port, connect }: Grant): { host: string; number: number; note: string } {
  if (connect) {
    const note = `the firewall before it, which hands this on to ${formatPort(port)}`;
    return { host: connect.address, number: connect.port, note };
  }
  const { number } = port;
  const [open, inside] = [vm.publicAddresses[0], vm.privateAddresses[0]];
  if (open) return { host: open, number, note: '' };
  if (inside) return { host: inside, number, note: 'private address, reachable from inside its network' };
  return { host: '', number, note: 'no address is known' };
}
