import { pino } from 'pino';
import { ownSecrets } from './config.ts';
import { trailNow } from './observe/trail.ts';
import type { Log } from './ports/log.ts';
import { masked } from './secrets/mask.ts';
import { stderr } from './stderr.ts';
import { trustAdvice } from './untrusted.ts';

/** Structured lines on standard error, one JSON object each; whatever is named like a secret is masked, and the secrets of the settings under any name. */
export function createLog(level = 'info'): Log {
  const out = stderr();
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: errorOf },
      mixin: lineOf,
      redact: { paths: SECRETS, censor: '(hidden)' },
    },
    { write: (line: string) => out.write(masked(line, ownSecrets())) },
  );
}

/** With what to do, where that is the same whatever was tried. */
function errorOf(error: Error): object {
  const advice = trustAdvice(error);
  const said = pino.stdSerializers.errWithCause(error);
  return advice === undefined ? said : { ...said, advice };
}

/** What each line belongs to: the trace always, the request as soon as it is known. What a line says itself comes first. */
function lineOf(): object {
  const { trace, request } = trailNow() ?? {};
  return trace === undefined ? {} : { trace, ...(request === undefined ? {} : { request }) };
}

const SECRETS = ['password', 'secret', 'token', 'authorization', 'headers.authorization'].flatMap((name) => [
  name,
  `*.${name}`,
  `error.*.${name}`,
]);
