import { randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { IdGenerator, NodeTracerConfig } from '@opentelemetry/sdk-trace-node';
import type { Log } from '../ports/log.ts';
import type { Doing, Learnt } from '../ports/watch.ts';
import { type Trail, traceOf } from './trail.ts';

/** Where traces go: an OpenTelemetry collector, by OTLP over HTTP. */
export interface TraceSettings {
  /** Without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As which service; it tells installations apart that send to one collector. */
  readonly service: string;
  /** Of how many requests the traces are sent, from 0 to 1: of each request all of it, or nothing. */
  readonly ratio: number;
}

/** Begins spans; what they are sent to is none of their business. */
export interface Tracer {
  begin(doing: Doing, trail: Trail, parent: Parent | undefined): Begun;
  /** Sends what is left. Never throws. */
  stop(): Promise<void>;
}

interface Parent {
  readonly trail: Trail;
  readonly span?: Span | undefined;
}

interface Begun {
  readonly span: Span;
  end(outcome: string, facts: Learnt, error?: unknown): void;
}

/** Real milliseconds that the last spans may take at the end. */
const LAST_MS = 2_000;

/** The libraries are loaded here, where traces are wanted. */
export async function createTracer(settings: TraceSettings, version: string, log: Log): Promise<Tracer> {
  const [api, sdk, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  tellTrouble(api, log);
  const ids = createIds();
  const url = `${settings.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({
    ...{ url, headers: { ...settings.headers } },
    // Its own would go round a proxy.
    httpAgentOptions: (protocol) => (protocol === 'http:' ? http : https).globalAgent,
  });
  const provider = new sdk.NodeTracerProvider({
    idGenerator: ids,
    // By the trace's id: of one request all instances decide alike.
    sampler: new sdk.TraceIdRatioBasedSampler(settings.ratio),
    resource: resourceOf({ 'service.name': settings.service, 'service.version': version }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('ajar', version);
  return {
    begin(doing, trail, parent) {
      const { context, root, links } = placeOf(api, doing, trail, parent, settings.service);
      if (root) ids.next = { trace: trail.trace, span: root };
      const attributes = attributesOf(doing);
      const span = tracer.startSpan(
        NAMES[doing.what](doing as never),
        { attributes, links, kind: api.SpanKind[KINDS[doing.what]] },
        context,
      );
      return {
        span,
        end(outcome, facts, error) {
          const request = trail.request === undefined ? {} : { 'ajar.request': trail.request };
          span.setAttributes({ ...request, ...learntOf(facts), 'ajar.outcome': outcome });
          // An error's own words may hold what somebody wrote; the log has them, masked.
          if (error !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: outcome });
          span.end();
        },
      };
    },
    async stop() {
      const late = new Promise((resolve) => setTimeout(resolve, LAST_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

type Api = typeof import('@opentelemetry/api');

/**
 * Where a span belongs. What was said before its request had an id is the root of that request's trace; what is about another
 * request than where it happened is in that one's trace, with a link to where it happened.
 */
function placeOf(api: Api, doing: Doing, trail: Trail, parent: Parent | undefined, service: string) {
  const own = 'request' in doing ? doing.request : undefined;
  const of = own === undefined ? undefined : traceOf(own, service);
  const rootOf = (trace: string, span: string): Context =>
    api.trace.setSpanContext(api.ROOT_CONTEXT, {
      ...{ traceId: trace, spanId: span, traceFlags: api.TraceFlags.SAMPLED, isRemote: true },
    });
  if (doing.what === 'delivery' && trail.spare !== undefined)
    return { context: api.ROOT_CONTEXT, root: traceOf(trail.spare, service).root, links: [] };
  const above = parent?.trail.trace === (of?.trace ?? trail.trace) ? parent.span : undefined;
  if (above) return { context: api.trace.setSpan(api.ROOT_CONTEXT, above), links: [] };
  const links = parent?.span ? [{ context: parent.span.spanContext() }] : [];
  return { context: of ? rootOf(of.trace, of.root) : api.ROOT_CONTEXT, links };
}

type Names = { readonly [W in Doing['what']]: (doing: Extract<Doing, { what: W }>) => string };

const NAMES: Names = {
  delivery: ({ app, kind }) => `${app} ${kind}`,
  look: () => 'look',
  deed: () => 'deed',
  card: () => 'card',
  save: ({ kind }) => `save ${kind}`,
  call: ({ service, method }) => `${method} ${service}`,
  post: ({ app, kind }) => `${app} ${kind}`,
  copy: ({ sink }) => `copy to ${sink}`,
};

const KINDS: Readonly<Record<Doing['what'], 'SERVER' | 'CLIENT' | 'INTERNAL'>> = {
  ...{ delivery: 'SERVER', call: 'CLIENT', post: 'CLIENT', copy: 'CLIENT' },
  ...{ look: 'INTERNAL', deed: 'INTERNAL', card: 'INTERNAL', save: 'INTERNAL' },
};

const attributesOf = ({ what, ...facts }: Doing): Attributes =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [`ajar.${name}`, value]));

const learntOf = ({ status, ...ids }: Learnt): Attributes => ({
  ...(status === undefined ? {} : { 'http.response.status_code': status }),
  ...Object.fromEntries(Object.entries(ids).map(([name, value]) => [`azure.${name}`, value])),
});

/** Random ids, but for a root that is known beforehand. */
function createIds(): IdGenerator & { next?: { readonly trace: string; readonly span: string } | undefined } {
  return {
    // The library asks for the span's first, and for a trace's only where nothing is above it.
    generateSpanId() {
      return this.next?.span ?? randomBytes(8).toString('hex');
    },
    generateTraceId() {
      const trace = this.next?.trace ?? randomBytes(16).toString('hex');
      this.next = undefined;
      return trace;
    },
  };
}

type Resource = NonNullable<NodeTracerConfig['resource']>;

/** What the library's own package makes of attributes that are known. */
const resourceOf = (attributes: Readonly<Record<string, string>>): Resource => ({
  attributes,
  merge: (other) => resourceOf({ ...attributes, ...(other?.attributes as Record<string, string>) }),
  getRawAttributes: () => Object.entries(attributes),
});

/** The library tells of failures by this alone; nothing else of it is worth a line. */
function tellTrouble({ diag, DiagLogLevel }: Api, log: Log): void {
  const quiet = () => undefined;
  const error = (reason: string) => log.warn({ reason }, 'traces could not be sent');
  diag.setLogger(
    { error, warn: quiet, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
}
