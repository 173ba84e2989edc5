/** What Azure's libraries tell of a failure, read from fields; the many classes they throw share only these. */
export interface VendorError {
  readonly status?: number;
  /** Azure's own code (`PolicyNotFound`), or Node's (`ECONNREFUSED`), or the error's name. */
  readonly code: string;
  readonly message: string;
  readonly trace?: string;
  readonly retryAfterMs?: number;
  /** The ways of signing in that were tried, by name, when none of them worked. */
  readonly tried: readonly string[];
}

type Fields = Record<string, unknown>;
const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * Reads an error of any of the libraries. arm-security unwraps the body into `details`, arm-network leaves it in
 * `details.error`, @azure/identity throws errors known by name only.
 */
export function readVendorError(error: unknown): VendorError {
  const fields = asFields(error);
  const details = asFields(fields.details);
  const inner = asFields(details.error);
  const status = typeof fields.statusCode === 'number' ? fields.statusCode : undefined;
  const header = headersOf(fields);
  const trace = header('x-ms-correlation-request-id') ?? header('x-ms-request-id');
  const retryAfterMs = retryAfter(header);
  return {
    code: asText(inner.code) ?? asText(details.code) ?? asText(fields.code) ?? asText(fields.name) ?? 'Error',
    message: asText(inner.message) ?? asText(details.message) ?? asText(fields.message) ?? '',
    tried: triedIn(fields),
    ...(status !== undefined && { status }),
    ...(trace !== undefined && { trace }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** @azure/identity names a way of signing in nowhere but in the words of its errors; they are shown, nothing is decided by them. */
function triedIn(fields: Fields): readonly string[] {
  const errors: readonly unknown[] = Array.isArray(fields.errors) ? fields.errors : [fields];
  const names = errors.map(
    (error) => /\b([A-Z]\w+Credential)\b/.exec(asText(asFields(error).message) ?? '')?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

type Header = (name: string) => string | undefined;

function headersOf(fields: Fields): Header {
  const headers = asFields(asFields(fields.response).headers);
  const get = headers.get;
  return (name) => (typeof get === 'function' ? asText(get.call(headers, name)) : undefined);
}

/** `Retry-After` is seconds or an HTTP date (RFC 9110); a date is measured against the answer's own `Date`. */
function retryAfter(header: Header): number | undefined {
  const text = header('retry-after');
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const span = Date.parse(text) - Date.parse(header('date') ?? '');
  return Number.isFinite(span) ? Math.max(0, span) : undefined;
}

/** What a refused caller lacks. */
export interface MissingPermission {
  readonly action: string;
  readonly scope?: string;
}

/**
 * The action and scope of AuthorizationFailed. Azure puts them nowhere but between the quotes of the message, so they are
 * read from there, for showing only: that it is a refusal was decided by the status and the code.
 */
export function missingPermission(message: string): MissingPermission | undefined {
  const quoted = [...message.matchAll(/'([^']{1,500})'/g)].map((match) => match[1] ?? '');
  const action = quoted.find((text) => /^Microsoft\.[A-Za-z]+\/[A-Za-z/*]+$/i.test(text));
  const scope = quoted.find((text) => text.startsWith('/subscriptions/') || text === '/');
  return action ? { action, ...(scope !== undefined && { scope }) } : undefined;
}
