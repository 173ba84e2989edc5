import type { Rung } from '../verdict.ts';
import type { BreakGlass, Match, Rule, RuleApproval } from './rule.ts';
import type { RuleText } from './schema.ts';

type Networks = Readonly<Record<string, { readonly cidrs: readonly string[] }>>;

/** A checked rule of the file as it is judged, with the file's own defaults filled in. */
export function ruleOf(text: RuleText, pendingMs: number, networks: Networks): Rule {
  const { require = {}, allow = {}, deny } = text;
  const { maxDuration, source, networks: inside, ticket, justification, requesterNeeds } = require;
  const minPrefix = source === 'single-host' ? { ipv4: 32, ipv6: 128 } : require.minPrefix;
  const { onBehalfOf, startWithin, breakGlass } = allow;
  return {
    id: text.id,
    match: matchOf(text.match, networks),
    ...(deny === undefined ? {} : { deny }),
    approvals: (require.approvals ?? []).map(approvalOf),
    autoApprove: allow.autoApprove === true,
    ...(maxDuration === undefined ? {} : { maxDurationMs: maxDuration }),
    ...(minPrefix === undefined ? {} : { minPrefix }),
    ...(inside === undefined ? {} : { networks: inside }),
    ...(ticket === undefined ? {} : { ticket: ticketOf(ticket) }),
    ...(justification === undefined ? {} : { justification: justificationOf(justification) }),
    ...(requesterNeeds === undefined ? {} : { requesterNeeds }),
    ...(require.stepUp === true ? { stepUp: true } : {}),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(startWithin === undefined ? {} : { startWithinMs: startWithin }),
    ...(breakGlass === undefined ? {} : { breakGlass: breakGlassOf(breakGlass) }),
    anywhere: allow.anywhere === true,
    freeExtensions: allow.freeExtensions ?? 0,
    pendingMs: text.pending ?? pendingMs,
    routes: { ask: text.routes?.ask ?? [], tell: text.routes?.tell ?? [] },
  };
}

function matchOf(text: RuleText['match'], networks: Networks): Match {
  const { tags = {}, resourceGroup, subscription, vm, region, os, cloud, ports } = text;
  const { source, requesters, time, duration: { over, upTo } = {} } = text;
  const duration = {
    ...(over === undefined ? {} : { overMs: over }),
    ...(upTo === undefined ? {} : { upToMs: upTo }),
  };
  return {
    tags: Object.entries(tags).map(([key, patterns]) => ({ key, patterns })),
    ...(resourceGroup ? { resourceGroups: resourceGroup } : {}),
    ...(subscription ? { subscriptions: subscription } : {}),
    ...(vm ? { vms: vm } : {}),
    ...(region ? { regions: region } : {}),
    ...(os ? { os } : {}),
    ...(cloud ? { clouds: cloud } : {}),
    ...(ports ? { ports } : {}),
    ...(source ? { sources: source.flatMap((each) => cidrsOf(each, networks)) } : {}),
    ...(requesters ? { requesters } : {}),
    ...(time ? { times: time } : {}),
    ...(over === undefined && upTo === undefined ? {} : { duration }),
  };
}

const cidrsOf = (source: string, networks: Networks): readonly string[] =>
  Object.hasOwn(networks, source) ? (networks[source]?.cidrs ?? []) : [source];

type RequireText = NonNullable<RuleText['require']>;

const approvalOf = ({
  count,
  from,
  stage,
  escalate,
}: NonNullable<RequireText['approvals']>[number]): RuleApproval => ({
  ...{ count, group: from },
  ...(stage === undefined || stage === 1 ? {} : { stage }),
  ...(escalate === undefined
    ? {}
    : {
        ladder: escalate.map(
          ({ after, to, ask }): Rung => ({
            ...{ afterMs: after, ask: ask ?? [] },
            ...(to === undefined ? {} : { group: to }),
          }),
        ),
      }),
});

const ticketOf = ({ pattern, confirm }: NonNullable<RequireText['ticket']>) => ({
  patterns: pattern,
  ...(confirm === undefined ? {} : { hook: confirm }),
});

const justificationOf = ({ minLength, pattern }: NonNullable<RequireText['justification']>) => ({
  ...(minLength === undefined ? {} : { minLength }),
  ...(pattern === undefined ? {} : { patterns: pattern }),
});

const breakGlassOf = ({
  groups,
  review,
  tell = [],
}: NonNullable<NonNullable<RuleText['allow']>['breakGlass']>): BreakGlass => ({
  ...{ groups, tell },
  review: { group: review.from, withinMs: review.within },
});
