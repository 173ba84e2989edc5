import type { Grant } from '../../../access/grant.ts';
import { readRequestId } from '../../../access/request-id.ts';
import type { Order } from '../../../ports/provider.ts';

/**
 * How a grant's rules are called, saved with the grant before anything opens: request, grant and end in the name, so that
 * the cloud alone is enough to find and close them. A rule's name cannot be changed later, and may have 80 characters.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork
 */
export const RULE_NAME = 'ajar-{request}-{key}-{end}';

/** The name of a grant's rules, the same in every security group. */
export const ruleNameOf = ({ request, until }: Pick<Order, 'request' | 'until'>, grant: Grant): string =>
  (grant.cloud.rule ?? RULE_NAME)
    .replace('{request}', request)
    .replace('{key}', grant.key)
    .replace('{end}', writeEnd(until));

/** What the name of a rule of ours says; undefined for everybody else's rules. */
export interface NamedRule {
  readonly request: string;
  readonly key: string;
  readonly until: Date;
}

const OURS = /^ajar-(aj-[0-9a-z]{6})-([0-9a-z]{1,12})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/i;

export function readRuleName(name: string): NamedRule | undefined {
  const [, id = '', key = '', ...digits] = OURS.exec(name) ?? [];
  const request = readRequestId(id);
  if (request === undefined) return undefined;
  const [year, month, day, hours, minutes, seconds] = digits;
  const until = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(until.getTime()) ? undefined : { request, key: key.toLowerCase(), until };
}

/** In whole seconds, upwards, so that the name never ends before the request does: `20260302T130000Z`. */
const writeEnd = (until: Date): string =>
  new Date(Math.ceil(until.getTime() / 1000) * 1000).toISOString().replace(/[-:]|\.000/g, '');
