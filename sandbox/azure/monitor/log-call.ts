import { nowMs, type World } from '../cloud/world.ts';
import type { Answer } from '../wire/answer.ts';
import type { Fault } from '../wire/faults.ts';
import type { Route } from '../wire/routes.ts';
import { type Actor, asApp, type Writing } from './activity-log.ts';

/** What the log needs of a call that was answered. */
interface Answered {
  readonly route: Route;
  readonly path: string;
  readonly correlation: string;
  readonly body: unknown;
  readonly answer: Answer;
  readonly fault: Fault | undefined;
}

/** Resource Graph and the like are asked by POST and change nothing. */
const CHANGES = /\/(write|delete|initiate\/action)$/;

/** Notes a call that was to change something, by the caller's token, as Azure does. Which states a JIT request shows is not recorded; Started first. */
export function logCall(world: World, { route, path, correlation, body, answer, fault }: Answered): void {
  if (!CHANGES.test(route.action) || answer.status === 401) return;
  const actor: Actor = asApp(world.principal);
  const resourceId = path.replace(/\/initiate$/i, '');
  const now = nowMs(world);
  const write = world.activity.begin(
    { actor, action: route.action, resourceId, correlationId: correlation, properties: propertiesOf(body) },
    now,
  );
  if (answer.status >= 400) write('Failed', now);
  else if (isLong(answer)) follow(world, write, fault);
  else write(answer.status === 202 ? 'Accepted' : 'Succeeded', now);
}

/** An operation that goes on after its answer. */
function follow(world: World, write: Writing, fault: Fault | undefined): void {
  write('Accepted', nowMs(world));
  if (fault?.kind === 'never-opens') return;
  const ends = nowMs(world) + world.settings.operationMs;
  world.agenda.at(ends, () => write(fault?.kind === 'accept-then-fail' ? 'Failed' : 'Succeeded', ends));
}

const isLong = ({ headers = {} }: Answer): boolean => 'azure-asyncoperation' in headers;

/** A public query over real logs reads the justification there; whether REST has it at the same place is not recorded. */
const propertiesOf = (body: unknown): Readonly<Record<string, unknown>> => {
  const { justification } = (body ?? {}) as { justification?: unknown };
  return typeof justification === 'string'
    ? { eventProperties: JSON.stringify({ Justification: justification }) }
    : {};
};
