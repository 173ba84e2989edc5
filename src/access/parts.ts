import { formatPort, type Port } from './port.ts';
import type { AccessRequest } from './request.ts';
import { isCalled } from './vm.ts';

/** A port on a VM: the smallest part of a request that an approver may leave out. One of it may have several sources. */
export interface Part {
  /** The keys of its grants. */
  readonly keys: readonly string[];
  /** `22/tcp on web-01`. */
  readonly title: string;
}

/** What a request is made of, in the order in which it was asked for. */
export function partsOf({ grants }: Pick<AccessRequest, 'grants'>): readonly Part[] {
  const byPlace = Map.groupBy(grants, ({ vm, port }) => `${vm.id} ${formatPort(port)}`);
  return [...byPlace.values()].map((same) => ({
    keys: same.map(({ key }) => key),
    title: same[0] ? titleOf(same[0]) : '',
  }));
}

/** `22/tcp on web-01`. */
export const titleOf = ({ vm, port }: Pick<AccessRequest['grants'][number], 'vm' | 'port'>): string =>
  `${formatPort(port)} on ${vm.name}`;

/** Which grants an approver means by ports and a VM, as typed; a refusal where the request does not ask for one of them. */
export function keysOf(
  { id, grants }: Pick<AccessRequest, 'id' | 'grants'>,
  ports: readonly Port[],
  vm: string | undefined,
): readonly string[] | { readonly refused: string } {
  const on = vm === undefined ? grants : grants.filter((grant) => isCalled(grant.vm, vm));
  if (on.length === 0) return { refused: `${id} asks for nothing on ${vm}.` };
  const isIn = (port: Port): boolean => on.some((grant) => isSame(grant.port, port));
  const other = ports.filter((port) => !isIn(port));
  if (other.length > 0) {
    const asks = partsOf({ grants }).map(({ title }) => title);
    const what = other.map(formatPort).join(', ');
    return { refused: `${id} does not ask for ${what}${vm ? ` on ${vm}` : ''}, but for ${asks.join(', ')}.` };
  }
  const meant = on.filter((grant) => ports.length === 0 || ports.some((port) => isSame(grant.port, port)));
  return meant.map(({ key }) => key);
}

/** Of every part that one of these keys is of, all keys; what is no key of the request stays, to be refused. */
export function wholeParts(
  request: Pick<AccessRequest, 'grants'>,
  keys: readonly string[],
): readonly string[] {
  const parts = partsOf(request).filter((part) => part.keys.some((key) => keys.includes(key)));
  return [...new Set([...keys, ...parts.flatMap((part) => part.keys)])];
}

const isSame = (one: Port, other: Port): boolean => formatPort(one) === formatPort(other);
