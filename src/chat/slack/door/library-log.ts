import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../../ports/log.ts';

/** Slack's libraries write their warnings and errors into our log: never objects, which may hold tokens and addresses. */
export function libraryLog(log: Log): Logger {
  const note =
    (level: 'warn' | 'error') =>
    (...said: readonly unknown[]): void =>
      log[level]({ said: said.map(wordsOf).join(' ') }, "Slack's library says");
  return {
    debug: ignore, // holds whole payloads and response_urls
    info: ignore,
    warn: note('warn'),
    error: note('error'),
    setLevel: ignore,
    getLevel: () => LogLevel.WARN,
    setName: ignore,
  };
}

const wordsOf = (said: unknown): string => {
  if (typeof said === 'string') return said;
  return said instanceof Error ? `${said.name}: ${said.message}` : `[${typeof said}]`;
};

const ignore = (): void => undefined;
