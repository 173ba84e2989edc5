import type { Grant } from '../../access/grant.ts';
import { writeMarker } from '../../access/marker.ts';
import type { AccessRequest } from '../../access/request.ts';
import { CloudError, type Order, type Provider, type Sighting } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';

/** What a provider is asked to do for a request that has an end. */
export function orderOf(deps: Deps, request: AccessRequest, grants: readonly Grant[]): Order {
  if (!('until' in request)) throw new Error(`${request.id} is ${request.status} and has no end.`);
  return {
    request: request.id,
    justification: justificationOf(request),
    until: request.until,
    grants,
    now: deps.clock.now(),
  };
}

/** Names people and reason: Azure's own record would otherwise name only the bot. */
function justificationOf(request: AccessRequest): string {
  const approvers = request.breakGlass
    ? 'nobody (break-glass)'
    : request.approvals.map((approval) => `${approval.by.name} (${approval.by.id})`).join(', ');
  const reason = [request.ticket, request.justification].filter(Boolean).join(' ');
  const asker = request.askedBy ? `, asked by ${request.askedBy.name} (${request.askedBy.id})` : '';
  const who = `for ${request.requester.name} (${request.requester.id})${asker}, approved by ${approvers}`;
  return writeMarker(request.id, `${who}${reason ? `: ${reason}` : ''}`);
}

/** What providers answered, and why some could not. */
interface Answers {
  readonly sightings: readonly Sighting[];
  /** By part, each its own: what one says of its sending says nothing of what another sent. */
  readonly errors: ReadonlyMap<string, CloudError>;
  /** One of them. */
  readonly error?: CloudError;
}

/** Each provider has its grants together. */
export const byProvider = ({ provider }: Grant): string => provider;

/** So that a VM that cannot be read hides nothing of another one; whoever reads at the same moment gets the same reading. */
export const byVm = ({ provider, vm }: Grant): string => `${provider} ${vm.id}`;

/** Asks each provider for its own grants, part by part; what one cannot do keeps no other from its turn (HOLES H8). */
export async function askProviders(
  deps: Deps,
  grants: readonly Grant[],
  partOf: typeof byProvider,
  ask: (provider: Provider, own: readonly Grant[]) => Promise<readonly Sighting[]>,
): Promise<Answers> {
  const parts = [...Map.groupBy(grants, partOf)];
  const answers = await Promise.allSettled(
    parts.map(([, own]) => ask(deps.providers[(own[0] as Grant).provider], own)),
  );
  const sightings = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const errors = new Map(
    answers.flatMap((answer, n) =>
      answer.status === 'rejected' ? [[parts[n]?.[0] ?? '', asCloudError(deps, answer.reason)] as const] : [],
    ),
  );
  const [error] = errors.values();
  return { sightings, errors, ...(error && { error }) };
}

/** An unforeseen failure is the operator's to read; to people it is a cloud that could not be asked. */
function asCloudError(deps: Deps, error: unknown): CloudError {
  if (error instanceof CloudError) return error;
  deps.log.error({ error }, 'a provider failed in an unforeseen way');
  return new CloudError('broken', 'Something went wrong that nobody foresaw; it was logged.', {
    cause: error,
  });
}

/** Azure's ids of a call that failed, by which its support finds it; it may have answered with none. */
export const tracesOf = (error: CloudError | undefined): readonly string[] =>
  error?.trace === undefined ? [] : [error.trace];

/** A sighting as it is to be remembered. */
export type Learnt = Omit<Sighting, 'state'> & Pick<Grant, 'state'>;

/** The grants with what the cloud showed of them; what it did not show stays as it was. */
export function withSightings(grants: readonly Grant[], sightings: readonly Learnt[]): readonly Grant[] {
  const byKey = new Map(sightings.map((sighting) => [sighting.key, sighting]));
  return grants.map((grant) => {
    const sighting = byKey.get(grant.key);
    if (!sighting) return grant;
    const { note: _old, ...rest } = grant;
    return {
      ...rest,
      state: sighting.unsent ? 'planned' : sighting.state,
      traces: [...new Set([...grant.traces, ...sighting.traces])],
      ...(sighting.note !== undefined ? { note: sighting.note } : {}),
      ...(sighting.connect && { connect: sighting.connect }),
      ...(sighting.rules && { cloud: { ...grant.cloud, rules: sighting.rules } }),
    };
  });
}
