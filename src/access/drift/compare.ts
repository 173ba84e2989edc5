import type { Grant } from '../grant.ts';
import { insidesOf } from '../insides.ts';
import { formatPort } from '../port.ts';
import type { AccessRequest } from '../request.ts';
import { changeOf, type Opening, sayOpening } from './opening.ts';

/** The cloud's rules as they were read. */
export interface SeenRules {
  readonly rules: ReadonlyMap<string, Opening>;
  readonly complete: ReadonlySet<string>;
}

/** One grant that is not in the cloud as it was approved. */
export interface Differs {
  readonly request: string;
  readonly kind: 'missing' | 'widened' | 'changed';
  readonly sentence: string;
}

/** What became of the rules of requests that are open; a rule that could not be read is no finding. */
export const differencesOf = (requests: readonly AccessRequest[], seen: SeenRules): readonly Differs[] =>
  requests
    .filter(({ status }) => status === 'open')
    .flatMap((request) =>
      request.grants
        .filter(({ state }) => state === 'open')
        .flatMap((grant) => differenceOf(request, grant, seen)),
    );

function differenceOf(request: AccessRequest, grant: Grant, seen: SeenRules): readonly Differs[] {
  const { rules = '' } = grant.cloud;
  const places = rules.split(' ').filter((place) => place !== '' && isRead(place, seen));
  const what = `${formatPort(grant.opens)} on ${grant.vm.name} from ${grant.source} (${request.id}, ${request.requester.name})`;
  return places.flatMap((place): readonly Differs[] => {
    const found = seen.rules.get(place);
    const name = place.slice(place.lastIndexOf('/') + 1);
    if (!found)
      return [{ request: request.id, kind: 'missing', sentence: `${what}: its rule "${name}" is gone.` }];
    const approved = approvedOf(grant, found);
    const change = changeOf(approved, found);
    if (change === 'same' || (change === 'other' && isPart(approved, found))) return [];
    const kind = change === 'wider' ? 'widened' : 'changed';
    const now = `it let in ${sayOpening(approved)}; now it lets in ${sayOpening(found)}`;
    return [{ request: request.id, kind, sentence: `${what}: the rule "${name}" was changed: ${now}.` }];
  });
}

const isRead = (place: string, { complete }: SeenRules): boolean => complete.has(place.split('/')[2] ?? '');

/** A group holds the addresses of the VM that it guards: those are all that a rule in it may name. Behind a classic firewall Defender's may be about its addresses. */
const approvedOf = (grant: Grant, found: Opening): Opening => ({
  ...{ access: 'allow', protocol: protocolOf(grant, found), sources: sourcesOf(grant, found) },
  ...{ ports: [String(grant.port.number)], destinations: addressesOf(grant, found) },
});

/** Where Defender opens both, it may do so by a rule for each. */
const protocolOf = ({ opens, provider }: Grant, { protocol }: Opening): string =>
  provider === 'defender' && opens.protocol === '*' ? protocol : opens.protocol;

const sourcesOf = (grant: Grant, { sources }: Opening): readonly string[] =>
  sources.length === 1 && insidesOf(grant).some((range) => range === sources[0]) ? sources : [grant.source];

const addressesOf = ({ vm, cloud }: Grant, found: Opening): readonly string[] => {
  const guarded = (cloud.guards ?? '').split(';').map((part) => part.split('=')[0] ?? '');
  const own = [...new Set([...vm.privateAddresses, ...guarded])].filter((each) => each !== '');
  const named = own.filter((each) => found.destinations.includes(each));
  return named.length > 0 ? named : own;
};

/** Fewer addresses than the VM has: the rule of one of its interfaces. */
const isPart = (approved: Opening, found: Opening): boolean =>
  found.access === 'allow' &&
  changeOf({ ...approved, destinations: ['*'] }, { ...found, destinations: ['*'] }) === 'same';
