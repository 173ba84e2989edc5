import { z } from 'zod';
import type { TraceSettings } from '../observe/traces.ts';

const HEADERS = /^[^=,\s]+=[^=,]+(?:,\s*[^=,\s]+=[^=,]+)*$/;

/** By the names that OpenTelemetry has for them: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const TRACES_SHAPE = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine(isHttp, 'write the address of an OTLP receiver without its path, such as http://127.0.0.1:4318')
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(HEADERS, 'write headers as NAME=VALUE, several with commas between')
    .optional(),
  OTEL_SERVICE_NAME: z.string().default('ajar'),
  AJAR_TRACES_RATIO: z
    .string()
    .default('1')
    .refine((text) => /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/.test(text), 'write a share from 0 to 1, such as 0.1')
    .transform(Number),
};

const SHAPE = z.object(TRACES_SHAPE);

export function tracesOf(given: z.infer<typeof SHAPE>): {
  readonly traces?: TraceSettings;
  readonly service: string;
} {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: service } = given;
  if (endpoint === undefined) return { service };
  const headers = headersOf(given.OTEL_EXPORTER_OTLP_HEADERS);
  return { service, traces: { endpoint, headers, service, ratio: given.AJAR_TRACES_RATIO } };
}

/** `api-key=…,x-team=ops`; values may be percent-encoded. */
const headersOf = (text = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split(',').flatMap((part) => {
      const [name = '', ...value] = part.split('=');
      return name.trim() === '' ? [] : [[name.trim(), decoded(value.join('=').trim())]];
    }),
  );

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign of its own
  }
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
