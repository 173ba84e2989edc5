import { saySource } from '../access/address.ts';
import { AT_MOST } from '../access/at-most.ts';
import { type Grant, vmsOf } from '../access/grant.ts';
import { formatPort } from '../access/port.ts';
import type { AccessRequest } from '../access/request.ts';
import { CAPS, listed, plain } from './plain.ts';
import { spellDuration } from './times.ts';

/** The words that every sentence about a request is made of. */
export interface Basics {
  readonly requester: string;
  /** Who asked, where it is for somebody else; empty elsewhere. */
  readonly asker: string;
  /** `3389/tcp on vm-prod-01`: only what opened, once that is known. */
  readonly what: string;
  readonly ports: string;
  readonly source: string;
  readonly duration: string;
  readonly ticket: string;
  readonly approval: string;
}

/** A grant that did not give what was asked; a doubtful one may still open and is closed all the same. */
export const didNotOpen = ({ state }: Grant): boolean => state === 'failed' || state === 'doubtful';

export function basicsOf(request: AccessRequest): Basics {
  const opened = request.grants.filter((grant) => !didNotOpen(grant));
  const grants = opened.length > 0 ? opened : request.grants;
  const approvers = request.approvals.filter(({ terms }) => terms === request.terms).map(({ by }) => by.name);
  return {
    requester: plain(request.requester.name, CAPS.name),
    asker: plain(request.askedBy?.name ?? '', CAPS.name),
    what: whatOf(grants),
    ports: portsOf(grants),
    source: listed(
      distinct(grants.map(({ source }) => plain(saySource(source), CAPS.name))),
      AT_MOST.sources,
    ),
    duration: spellDuration(request.durationMs),
    ticket: plain(request.ticket ?? '', CAPS.ticket),
    approval: request.breakGlass
      ? 'by break-glass, approved by nobody'
      : `approved by ${listed(approvers.map((name) => plain(name, CAPS.name))) || 'the policy'}`,
  };
}

/** VMs and ports as one phrase; pair by pair where not every VM has every port. */
function whatOf(grants: readonly Grant[]): string {
  const vms = vmsOf(grants);
  const own = vms.map((vm) => portsOf(grants.filter((grant) => grant.vm.id === vm.id)));
  const name = (vm: Grant['vm']): string => plain(vm.name, CAPS.name);
  if (distinct(own).length === 1) return `${own[0]} on ${listed(vms.map(name))}`;
  return listed(vms.map((vm, index) => `${own[index]} on ${name(vm)}`));
}

const portsOf = (grants: readonly Grant[]): string =>
  listed(distinct(grants.map(({ opens }) => formatPort(opens))), 12);

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Said wherever more opens than was asked for. */
export const protocolRemarks = (grants: readonly Grant[]): string[] =>
  distinct(
    grants
      .filter(({ port, opens }) => formatPort(port) !== formatPort(opens))
      .map(
        ({ port, opens }) =>
          `${formatPort(port)} was asked for; the VM's JIT policy opens ${formatPort(opens)}.`,
      ),
  );

/** Why nothing will connect to what is open, found by a look after the opening. */
export const obstacles = ({ status, grants }: AccessRequest): string[] =>
  status === 'open'
    ? distinct(grants.flatMap(({ state, obstacle }) => (state === 'open' && obstacle ? [obstacle] : [])))
    : [];
