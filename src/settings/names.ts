import { nearest } from '../access/grammar/nearest.ts';
import type { Fault } from '../complaint.ts';

/**
 * The names in the environment that look like settings and are none, each with the one that was probably meant. A value may
 * be a secret under a misspelt name, so none is shown.
 */
export const unknownNames = (
  given: readonly (readonly [string, string | undefined])[],
  known: readonly string[],
): readonly Fault[] =>
  given.flatMap(([name, value]) => {
    if (known.includes(name) || isOfOthers(name, value)) return [];
    if (name.startsWith('AJAR_')) return [faultOf(name, likeliest(name, known))];
    const meant = ofChatApp(name, known);
    return meant === undefined ? [] : [faultOf(name, meant)];
  });

/** Other programs have settings for chat apps as well: only what is nearly one of ours is taken for it. */
function ofChatApp(name: string, known: readonly string[]): string | undefined {
  const prefix = ['TEAMS_', 'SLACK_'].find((each) => name.startsWith(each));
  if (prefix === undefined) return undefined;
  return likeliest(
    name,
    known.filter((each) => each.startsWith(prefix)),
  );
}

const faultOf = (key: string, meant: string | undefined): Fault => ({
  key,
  message: `no such setting; ${meant === undefined ? 'remove it' : `write ${meant}, or remove it`}.`,
});

/** By what follows the prefix: `AJAR_PORT` was meant to be `PORT`. */
function likeliest(name: string, known: readonly string[]): string | undefined {
  const bare = nearest(withoutPrefix(name), known.map(withoutPrefix));
  return known.find((each) => withoutPrefix(each) === bare);
}

const withoutPrefix = (name: string): string => name.replace(/^(?:AJAR|TEAMS|SLACK)_/, '');

/** The demo's own, the secrets that the policy's hooks name, and what Kubernetes puts in for a service named "ajar". */
const isOfOthers = (name: string, value = ''): boolean =>
  /^AJAR_(?:DEMO_|HOOK_[A-Z0-9_]+$|(?:[A-Z0-9_]+_)?(?:SERVICE_(?:HOST|PORT)|PORT_\d+_))/.test(name) ||
  (name.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(value));
