import { sayDuration } from '../duration.ts';
import type { Rule } from './rule.ts';

/** One thing that a rule says of whoever it holds for. */
export type Ask =
  | { readonly kind: 'deny'; readonly say: string }
  | { readonly kind: 'approvals'; readonly count: number; readonly group: string; readonly say: string }
  | { readonly kind: 'maxDuration'; readonly ms: number; readonly say: string }
  | { readonly kind: 'autoApprove' | 'source' | 'ticket' | 'justification' | 'azure'; readonly say: string }
  | { readonly kind: 'stepUp' | 'breakGlass'; readonly say: string }
  | { readonly kind: 'freeExtensions'; readonly count: number; readonly say: string };

/** What a rule asks, each as part of a sentence: `2 approvals from leads`, `at most 2h`. */
export function asksOf(rule: Rule): readonly Ask[] {
  if (rule.deny !== undefined) return [{ kind: 'deny', say: `denies: ${rule.deny}` }];
  return [...approvals(rule), ...limits(rule), ...words(rule), ...rights(rule)];
}

function approvals({ approvals: all, autoApprove, stepUp, breakGlass }: Rule): readonly Ask[] {
  const asked = all.map(({ count, group, stage = 1 }): Ask => {
    const when = stage > 1 ? `, in stage ${stage}` : '';
    const say = `${count === 1 ? '1 approval' : `${count} approvals`} from ${group}${when}`;
    return { kind: 'approvals', count, group, say };
  });
  return [
    ...asked,
    ...(autoApprove ? [{ kind: 'autoApprove', say: 'no approval' } as const] : []),
    ...(stepUp ? [{ kind: 'stepUp', say: 'approvers confirm behind a sign-in' } as const] : []),
    ...(breakGlass
      ? [{ kind: 'breakGlass', say: `break-glass for ${breakGlass.groups.join(', ')}` } as const]
      : []),
  ];
}

function limits({
  maxDurationMs: ms,
  minPrefix,
  networks,
  anywhere,
  freeExtensions: count,
}: Rule): readonly Ask[] {
  const isHost = minPrefix?.ipv4 === 32 && minPrefix.ipv6 === 128;
  const prefix = minPrefix && `ranges of at most /${minPrefix.ipv4} (IPv4) and /${minPrefix.ipv6} (IPv6)`;
  const sources = [
    ...(prefix === undefined ? [] : [isHost ? 'one address alone' : prefix]),
    ...(networks === undefined ? [] : [`from ${networks.join(' or ')}`]),
    ...(anywhere ? ['from anywhere'] : []),
  ];
  return [
    ...(ms === undefined ? [] : [{ kind: 'maxDuration', ms, say: `at most ${sayDuration(ms)}` } as const]),
    ...sources.map((say): Ask => ({ kind: 'source', say })),
    ...(count > 0 ? [{ kind: 'freeExtensions', count, say: `${count} free extensions` } as const] : []),
  ];
}

const quoted = (patterns: readonly string[]): string => patterns.map((each) => `"${each}"`).join(' or ');

function words({ ticket, justification }: Rule): readonly Ask[] {
  const { minLength, patterns } = justification ?? {};
  const reason = [
    ...(minLength === undefined ? [] : [`of at least ${minLength} characters`]),
    ...(patterns === undefined ? [] : [`like ${quoted(patterns)}`]),
  ];
  const confirmed = ticket?.hook === undefined ? '' : `, which ${ticket.hook} confirms`;
  return [
    ...(ticket
      ? [{ kind: 'ticket', say: `a ticket like ${quoted(ticket.patterns)}${confirmed}` } as const]
      : []),
    ...(justification ? [{ kind: 'justification', say: `a reason ${reason.join(', ')}` } as const] : []),
  ];
}

const rights = ({ requesterNeeds = [] }: Rule): readonly Ask[] =>
  requesterNeeds.map((right) => ({ kind: 'azure', say: `the requester's own right ${right}` }));
