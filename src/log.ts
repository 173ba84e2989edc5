import { pino } from 'pino';
import type { Log } from './ports/log.ts';

/** Structured lines on standard error, one JSON object each; whatever is named like a secret is masked. */
export function createLog(level = 'info'): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.errWithCause },
      redact: { paths: SECRETS, censor: '(hidden)' },
    },
    pino.destination(2),
  );
}

const SECRETS = ['password', 'secret', 'token', 'authorization', 'headers.authorization'].flatMap((name) => [
  name,
  `*.${name}`,
  `error.*.${name}`,
]);
