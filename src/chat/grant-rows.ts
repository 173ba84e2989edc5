import type { Grant } from '../access/grant.ts';
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

/** Host and port of everything that is open, each once: the public address, else the private one, which `note` says. */
export function connectRows(grants: readonly Grant[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { vm, port, state } of grants) {
    if (state !== 'open') continue;
    const host = vm.publicAddresses[0] ?? vm.privateAddresses[0] ?? '';
    const name = plain(vm.name, CAPS.name);
    const address = plain(
      host.includes(':') ? `[${host}]:${port.number}` : `${host}:${port.number}`,
      CAPS.name,
    );
    const inside = vm.publicAddresses[0] ? '' : 'private address, reachable from inside its network';
    const note = host ? inside : 'no address is known';
    const text = host
      ? `${name}: ${address}${note && ` (${note})`}`
      : `${name}: port ${port.number}, ${note}`;
    rows.set(`${vm.id} ${formatPort(port)}`, {
      vm: name,
      address: host ? address : '',
      port: formatPort(port),
      note,
      text,
    });
  }
  return [...rows.values()];
}
