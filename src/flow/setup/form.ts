import { sayDuration } from '../../access/duration.ts';
import type { Person } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import type { JitRule } from '../../access/setup/jit-rule.ts';
import { defaultsFor, recommendedFor } from '../../access/setup/recommended.ts';
import { JIT_ROWS, type JitForm } from '../../ports/jit-form.ts';
import type { JitStanding } from '../../ports/jit-setup.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import type { Asking } from '../say/verbs.ts';
import { linesOf, sayFrom } from './consent.ts';
import { type KeptJitForm, keepJitForm, recallJitForm, shownForm } from './kept-jit-form.ts';
import { consequencesOf, keptNow } from './propose.ts';
import { rowsOf } from './rows.ts';
import { asAllowed, type Said } from './wanted-rules.ts';

/** More than a form comfortably has above its inputs; all of them are shown before anything is asked. */
const MOST_REMARKS = 6;

/** What every app shows of a list of sources whole, in characters: a list that was cut would be written back cut. */
const LONGEST_FROM = 300;

/** What is kept of the VM, or what Defender recommends to keep, in a form of its own person's. */
export async function showJitForm(
  deps: Deps,
  said: Asking,
  standing: JitStanding,
  asked: Omit<Said, 'ports'> & { readonly justification?: string },
): Promise<void> {
  const kept = keptNow(standing);
  const { vm } = standing;
  const rules = (kept.length > 0 ? kept : recommendedFor(vm.os)).map((rule) => asSaid(rule, asked));
  if (rules.some((rule) => sayFrom(rule).length > LONGEST_FROM))
    return refuse(
      deps,
      said,
      `${vm.name} keeps a port for more sources than a form can show. Use the command line: ajar jit edit ${vm.name}`,
    );
  const form: KeptJitForm = {
    ...{ id: deps.newId(), person: said.person, how: kept.length > 0 ? 'edit' : 'enable' },
    vm: { id: vm.id, name: vm.name, note: `${vm.resourceGroup}, ${vm.subscriptionName}` },
    rows: rowsOf(rules),
    showed: kept.slice(0, JIT_ROWS).map(({ number }) => number),
    why: asked.justification ?? '',
    remarks: remarksOn(standing, kept, rules.slice(0, JIT_ROWS)),
  };
  await keepJitForm(deps, form);
  await replyPrivately(deps, said, { card: 'jit', form: shownForm(form) });
}

/** The form again, for an app that shows it by a gesture of its own. */
export async function jitForm(deps: Deps, person: Person, id: string): Promise<JitForm | undefined> {
  const kept = await recallJitForm(deps, id, person);
  return kept && shownForm(kept);
}

const asSaid = (rule: JitRule, { maxDurationMs, sources }: Omit<Said, 'ports'>): JitRule => ({
  ...rule,
  ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
  ...(sources.length > 0 ? { sources: asAllowed(sources) } : {}),
});

function remarksOn(
  standing: JitStanding,
  kept: readonly JitRule[],
  shown: readonly JitRule[],
): readonly string[] {
  const { vm, policies } = standing;
  const hidden = kept.slice(JIT_ROWS);
  const lines = linesOf(consequencesOf(standing, [...shown, ...hidden]));
  const more = lines.length - MOST_REMARKS;
  return [
    ...(kept.length > 0
      ? []
      : [`Azure's own default here is ${defaultsFor(vm.os).map(sayRule).join(', ')}.`]),
    ...(hidden.length > 0
      ? [`It keeps ${hidden.map(formatPort).join(', ')} as well, which this form leaves as they are.`]
      : []),
    ...(policies.length > 1
      ? [`${vm.name} is in ${policies.length} JIT policies; this changes one of them: ${standing.policyId}`]
      : []),
    ...lines.slice(0, MOST_REMARKS),
    ...(more > 0 ? [`${more} more are shown before anything is asked.`] : []),
  ];
}

const sayRule = (rule: JitRule): string => `${formatPort(rule)} for up to ${sayDuration(rule.maxDurationMs)}`;
