import type { PolicyWish } from '../../access/policy/policy.ts';
import { formatPort } from '../../access/port.ts';
import type { Check, Verdict } from '../../access/verdict.ts';
import type { Confirmed } from '../../ports/checks.ts';
import { Unknown } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';
import { within } from '../within.ts';

/** What has to be so beside the approvals, and is not; `final` where it is known not to be, and not only unknown. */
export interface Unmet {
  readonly refused: string;
  readonly final: boolean;
}

type Asked = Pick<
  PolicyWish,
  'requester' | 'vms' | 'ports' | 'sources' | 'durationMs' | 'ticket' | 'justification'
> & { readonly request?: string };

type Needs = Pick<Deps, 'rights' | 'tickets' | 'limits' | 'log'>;

/**
 * Looks up everything that the verdict asks beside approvals, all at once. Done at asking, at every approval and before the
 * opening, and never kept with the request; what cannot be told is not so (HOLES H11).
 */
export async function unmetCheck(deps: Needs, { checks }: Verdict, asked: Asked): Promise<Unmet | undefined> {
  const found = await Promise.all(checks?.map((check) => resultOf(deps, check, asked)) ?? []);
  const unmet = found.flatMap((each) => each ?? []);
  // What is known for certain is told first: trying again would not help.
  return unmet.find(({ final }) => final) ?? unmet[0];
}

async function resultOf(deps: Needs, check: Check, asked: Asked): Promise<Unmet | undefined> {
  try {
    const looking = lookUp(deps, check, asked);
    const { refused } = await within(deps.limits.lookUpMs, 'A check of the policy', looking);
    return refused === undefined ? undefined : { refused: `${refused} (rule "${check.rule}")`, final: true };
  } catch (error) {
    deps.log.warn({ check, error }, 'what the policy asks could not be checked');
    const why = error instanceof Unknown ? error.message : 'It did not answer in time.';
    return {
      refused: `I could not check ${WHAT[check.kind]}. ${why} Nothing has changed; try again.`,
      final: false,
    };
  }
}

const WHAT: Readonly<Record<Check['kind'], string>> = {
  ticket: 'the ticket',
  azure: 'what the requester may do in Azure',
};

async function lookUp(deps: Needs, check: Check, asked: Asked): Promise<{ readonly refused?: string }> {
  switch (check.kind) {
    case 'ticket':
      return asNo(await ticketOf(deps, check.hook, asked));
    case 'azure': {
      const each = asked.vms.map((vm) => deps.rights.has(asked.requester, check.right, vm));
      const no = (await Promise.all(each)).find(({ confirmed }) => !confirmed);
      return no ? asNo(no) : {};
    }
    default:
      return check satisfies never;
  }
}

const asNo = (answer: Confirmed): { readonly refused?: string } =>
  answer.confirmed ? {} : { refused: answer.why };

function ticketOf(deps: Needs, hook: string, asked: Asked): Promise<Confirmed> {
  const { ticket, requester, vms, ports, sources, durationMs, justification, request } = asked;
  if (ticket === undefined)
    return Promise.resolve({ confirmed: false, why: 'A ticket has to be named, such as "ticket INC-123".' });
  return deps.tickets.confirm(hook, {
    ...{ ticket, requester, sources, durationMs },
    ...{ vms: vms.map(({ id }) => id), ports: ports.map(formatPort) },
    ...(justification === undefined ? {} : { justification }),
    ...(request === undefined ? {} : { request }),
  });
}
