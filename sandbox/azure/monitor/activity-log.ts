import { randomUUID } from 'node:crypto';
import type { Principal } from '../sign-in/token.ts';

/** One line of the activity log, as Azure shows it, and when it can first be read. */
export interface LoggedEvent {
  readonly visibleAt: number;
  readonly at: number;
  readonly event: Readonly<Record<string, unknown>> & { readonly resourceId: string };
}

/** Somebody at the portal, or an app. */
export interface Actor {
  /** As the log's `caller` has it: the name of a person, the object id of an app. */
  readonly caller: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** One deed, which the log has a line of for each of its states. */
export interface Deed {
  readonly actor: Actor;
  readonly action: string;
  readonly resourceId: string;
  readonly correlationId: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';
const UPN = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn';

export const asApp = ({ objectId, clientId }: Pick<Principal, 'objectId' | 'clientId'>): Actor => ({
  caller: objectId,
  claims: { appid: clientId, [OBJECT_ID]: objectId },
});

/** The portal is an app too, in whose hands a person is. */
export const asPerson = (upn: string, objectId: string = randomUUID()): Actor => ({
  caller: upn,
  claims: { appid: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c', [OBJECT_ID]: objectId, [UPN]: upn, name: upn },
});

/** Defender's own writes of rules are this first-party app's. https://github.com/MicrosoftDocs/azure-docs/issues/122814 */
export const DEFENDER: Actor = asApp({
  objectId: 'b1d5e2a0-4c3f-4d7e-8a96-5f0e1c2d3b47',
  clientId: '8edd93e1-2103-40b4-bd70-6e34e586362d',
});

/** Writes a further line of a deed. */
export type Writing = (status: Progress, at: number) => void;

export type Progress = 'Started' | 'Accepted' | 'Succeeded' | 'Failed';

/** Azure writes a line when a deed begins, when it is accepted, and when it ends, all with one correlation and operation id. */
export interface ActivityLog {
  /** Begins a deed at this business time; answers how to write its further lines. */
  begin(deed: Deed, at: number): Writing;
  readonly events: readonly LoggedEvent[];
}

export function createActivityLog(lagMs: number): ActivityLog {
  const events: LoggedEvent[] = [];
  return {
    events,
    begin(deed, at) {
      const operationId = randomUUID();
      const write = (status: Progress, when: number): void =>
        void events.push({
          at: when,
          visibleAt: when + lagMs,
          event: lineOf(deed, operationId, status, new Date(when)),
        });
      write('Started', at);
      return write;
    },
  };
}

const valued = (value: string) => ({ value, localizedValue: value });

function lineOf(deed: Deed, operationId: string, status: Progress, at: Date) {
  const { actor, action, resourceId, correlationId, properties = {} } = deed;
  const [, , subscriptionId = '', , resourceGroupName = ''] = resourceId.split('/');
  const eventDataId = randomUUID();
  return {
    authorization: { action, scope: resourceId },
    ...{ caller: actor.caller, claims: actor.claims, channels: 'Operation', correlationId, description: '' },
    ...{ eventDataId, eventName: valued(status === 'Started' ? 'BeginRequest' : 'EndRequest') },
    ...{ category: valued('Administrative'), eventTimestamp: at.toISOString().replace('Z', '1234Z') },
    id: `${resourceId}/events/${eventDataId}/ticks/${at.getTime()}`,
    level: status === 'Failed' ? 'Error' : 'Informational',
    ...{ operationId, operationName: valued(action), properties },
    ...{ resourceGroupName, resourceId, subscriptionId },
    resourceProviderName: valued(resourceId.split('/providers/')[1]?.split('/')[0] ?? ''),
    ...{ status: valued(status), subStatus: valued(''), submissionTimestamp: at.toISOString() },
  };
}
