import type * as Client from 'prom-client';
import type { AuditKind } from '../access/audit-event.ts';
import type { Doing, Learnt } from '../ports/watch.ts';
import type { Happened } from './around.ts';
import { INSTANCE, SUMMED } from './installation.ts';
import { type Lasted, lastedIn } from './lasted.ts';

/** What this process knows of itself when it is asked. */
export interface Instance {
  /** Real seconds since the clockwork last looked at everything due; undefined before its first look. */
  readonly lookedAgo: number | undefined;
  /** Chat apps that keep a connection of their own, and whether it stands. */
  readonly connected: Readonly<Record<string, boolean>>;
}

/** What this instance counts by itself. No label takes what a person wrote, or the name of anything of theirs. */
export interface Meters {
  readonly registry: Client.Registry;
  ended(doing: Doing, outcome: string, seconds: number, facts: Learnt): void;
  readonly happened: Happened;
  isNow(instance: Instance): void;
}

/** Seconds: what people wait for, and what nobody does. */
const QUICK = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
const SLOW = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400];

const ALARMS = [
  'closeFailed',
  'openFailed',
  'drift',
  'sinkBehind',
  'stalled',
  'refused',
] as const satisfies readonly AuditKind[];

export function createMeters(client: typeof Client, version: string): Meters {
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new client.Counter({ name, help: `${help} ${SUMMED}`, labelNames, registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets = QUICK,
  ) => new client.Histogram({ name, help: `${help} ${SUMMED}`, labelNames, buckets, registers });
  const gauge = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
    new client.Gauge({ name, help: `${help} ${INSTANCE}`, labelNames, registers });

  gauge('ajar_build_info', 'The version of this Ajar, as a label; always 1.', ['version']).set(
    { version },
    1,
  );
  const looked = gauge(
    'ajar_looked_seconds_ago',
    'Real seconds since the clockwork last looked at everything due; -1 before its first look.',
  );
  const connected = gauge(
    'ajar_chat_connected',
    'Whether the connection stands that a chat app keeps itself (Socket Mode), 1 or 0.',
    ['app'],
  );
  const events = counter('ajar_audit_events_total', 'Events that were saved in the audit log, by kind.', [
    'kind',
  ]);
  // A series that begins with its first event has no increase by it.
  for (const kind of ALARMS) events.inc({ kind }, 0);
  const lasted = {
    decision: histogram('ajar_decision_seconds', 'From asking to the decision.', ['of'], SLOW),
    opening: histogram(
      'ajar_opening_seconds',
      'From the approval, or the start that was said, to read back open.',
      ['of'],
      SLOW,
    ),
    lateness: histogram(
      'ajar_closing_lateness_seconds',
      'From the end of an access to read back closed, where nobody ended it early.',
      ['of'],
      SLOW,
    ),
  } satisfies Record<Lasted['what'], unknown>;
  const done = {
    delivery: histogram(
      'ajar_delivery_seconds',
      'What chat apps brought, until all that must not be lost was saved.',
      ['app', 'kind', 'outcome'],
    ),
    deed: histogram('ajar_deed_seconds', 'Looks at a request or record that was due.', ['outcome']),
    card: histogram('ajar_card_seconds', 'Cards that were brought up to date.', ['outcome']),
    save: histogram('ajar_save_seconds', 'Changes that were saved with their audit event.', ['outcome']),
    call: histogram(
      'ajar_cloud_request_seconds',
      'HTTP requests to Azure Resource Manager (arm) and Microsoft Graph (graph); 429 is throttling, none is no answer.',
      ['service', 'method', 'status'],
    ),
    post: histogram(
      'ajar_post_seconds',
      'What was posted to chat apps, their queues included; busy is throttling.',
      ['app', 'kind', 'outcome'],
    ),
    copy: histogram('ajar_sink_seconds', 'Batches of the audit log that were sent to a copy of it.', [
      'sink',
      'outcome',
    ]),
  };
  return {
    registry,
    ended(doing, outcome, seconds, facts) {
      switch (doing.what) {
        case 'look':
          return;
        case 'delivery':
          return done.delivery.observe({ app: doing.app, kind: doing.kind, outcome }, seconds);
        case 'deed':
        case 'card':
        case 'save':
          return done[doing.what].observe({ outcome }, seconds);
        case 'call': {
          const { service, method } = doing;
          return done.call.observe({ service, method, status: String(facts.status ?? 'none') }, seconds);
        }
        case 'post':
          return done.post.observe({ app: doing.app, kind: doing.kind, outcome }, seconds);
        case 'copy':
          return done.copy.observe({ sink: doing.sink, outcome }, seconds);
        default:
          return doing satisfies never;
      }
    },
    happened(event, request) {
      events.inc({ kind: event.kind });
      for (const { what, of, seconds } of lastedIn(event, request)) lasted[what].observe({ of }, seconds);
    },
    isNow(instance) {
      looked.set(instance.lookedAgo ?? -1);
      for (const [app, stands] of Object.entries(instance.connected)) connected.set({ app }, stands ? 1 : 0);
    },
  };
}
