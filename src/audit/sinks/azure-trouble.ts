import { SinkError } from '../../ports/audit-sink.ts';
import { retryAfterOf } from './retry-after.ts';

/** What Azure's libraries throw, as far as it is read here. */
interface AzureFailure {
  readonly statusCode?: number;
  readonly code?: string;
  readonly response?: { readonly headers?: { get(name: string): string | undefined } };
  /** Logs Ingestion's own: one for each part of a call. */
  readonly errors?: readonly { readonly cause: unknown }[];
}

/** One sentence for whatever `who` answered; Azure's own texts may hold addresses with secrets in them, so none is repeated. */
export function azureTrouble(who: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const failure = error as AzureFailure;
  if (failure.errors?.[0]) return azureTrouble(who, failure.errors[0].cause);
  const { statusCode, code, response } = failure;
  const answered = [statusCode, code].filter((part) => part !== undefined).join(' ');
  return new SinkError(
    answered === ''
      ? `${who} cannot be reached.`
      : `${who} answered ${answered}. ${adviceOf(statusCode)}`.trim(),
    { cause: error, retryAfterMs: retryAfterOf(response?.headers?.get('retry-after'), Date.now()) },
  );
}

const adviceOf = (status: number | undefined): string =>
  status === 401 || status === 403 ? "Give Ajar's identity the role that docs/audit.md names for it." : '';
