import { randomUUID } from 'node:crypto';
import { nowMs, type World } from '../cloud/world.ts';
import { type Answer, ArmError } from './answer.ts';
import type { Call, Route } from './routes.ts';
import { NETWORK_VERSIONS } from './versions.ts';

interface Operation {
  status: 'InProgress' | 'Succeeded' | 'Failed';
  readonly error: { readonly code: string; readonly message: string };
  /** What it answers in the end; nothing for a write. */
  readonly result?: unknown;
}

/** Long-running writes of the network provider. */
export interface Operations {
  /** Starts one and answers the headers by which the client follows it; then, usually after `operationMs`, one of the two deeds runs. */
  start(
    call: Call,
    location: string,
    finish: () => void,
    undo: () => void,
    ms?: number,
    result?: unknown,
  ): Record<string, string>;
  readonly routes: readonly Route[];
}

const BUSY = {
  code: 'AnotherOperationInProgress',
  message: 'Another operation on this or dependent resource is in progress.',
};

/** Keeps the operations of one sandbox. */
export function createOperations(world: World): Operations {
  const operations = new Map<string, Operation>();
  const lookUp = (call: Call): Operation => {
    const found = operations.get(call.params.operation ?? '');
    if (found) return found;
    throw new ArmError(404, 'OperationNotFound', `Operation ${call.params.operation} not found.`);
  };
  const status = (call: Call): Answer => {
    const { status, error } = lookUp(call);
    return { status: 200, body: status === 'Failed' ? { status, error } : { status } };
  };
  const results = (call: Call): Answer => {
    const { status, result } = lookUp(call);
    if (status === 'InProgress') return { status: 202 };
    return result === undefined ? { status: 204 } : { status: 200, body: result };
  };
  return {
    start(call, location, finish, undo, ms = world.settings.operationMs, result) {
      const id = randomUUID();
      const operation: Operation = { status: 'InProgress', error: BUSY, result };
      operations.set(id, operation);
      if (call.fault?.kind !== 'never-opens')
        world.agenda.at(nowMs(world) + ms, () => {
          const fails = call.fault?.kind === 'accept-then-fail';
          operation.status = fails ? 'Failed' : 'Succeeded';
          if (fails) undo();
          else finish();
        });
      const base = `${call.origin}/subscriptions/${call.params.subscription}/providers/Microsoft.Network/locations/${location}`;
      return {
        'azure-asyncoperation': `${base}/operations/${id}?api-version=${call.version}`,
        location: `${base}/operationResults/${id}?api-version=${call.version}`,
        'x-ms-request-id': id,
      };
    },
    routes: [route('operations', status), route('operationResults', results)],
  };
}

function route(type: string, answer: Route['answer']): Route {
  return {
    method: 'GET',
    path: `/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/${type}/{operation}`,
    family: 'network',
    action: `Microsoft.Network/locations/${type}/read`,
    versions: NETWORK_VERSIONS,
    answer,
  };
}
