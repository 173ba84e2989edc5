import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../src/access/policy/compose.ts';
import { judge, mayAskFor } from '../../src/access/policy/judge.ts';
import { approversOf, stricter } from '../../src/access/policy/policy.ts';
import type { Check, Judgement, Requirement, Verdict } from '../../src/access/verdict.ts';
import { anyBroken, anyRule, anyRules, anyWish } from './any-policy.ts';
import { id, policy } from './policy-fixtures.ts';

/** True when `a` lets nothing pass that `b` would not. */
function asStrict(a: Verdict, b: Verdict): boolean {
  return (
    b.requirements.every((wanted) => asks(a, wanted)) &&
    isInOrder(a, b) &&
    (b.checks ?? []).every((check) => (a.checks ?? []).some((each) => sameCheck(each, check))) &&
    (!b.stepUp || a.stepUp === true) &&
    (b.review === undefined || (a.review?.withinMs ?? Infinity) <= b.review.withinMs) &&
    a.maxDurationMs <= b.maxDurationMs &&
    a.freeExtensions <= b.freeExtensions &&
    a.pendingMs <= b.pendingMs
  );
}

const sameCheck = (a: Check, b: Check): boolean =>
  a.kind === 'ticket' ? b.kind === 'ticket' && a.hook === b.hook : b.kind === 'azure' && a.right === b.right;

/** As many of the group; nobody else in its place, or not before; and reminded as often. */
function asks({ requirements }: Verdict, wanted: Requirement): boolean {
  const found = requirements.find(({ group }) => group === wanted.group);
  if (found === undefined) return false;
  const [mine, theirs] = [found.ladder ?? [], wanted.ladder ?? []];
  return (
    found.count >= wanted.count &&
    mine
      .filter(({ group }) => group !== undefined)
      .every((rung) => theirs.some((each) => each.group === rung.group && each.afterMs <= rung.afterMs)) &&
    theirs
      .filter(({ group }) => group === undefined)
      .every(({ afterMs }) => mine.some((rung) => rung.group === undefined && rung.afterMs === afterMs))
  );
}

/** Nobody of `b` who comes after others comes before them now. */
const isInOrder = (a: Verdict, b: Verdict): boolean => {
  const stageIn = (verdict: Verdict, group: string): number =>
    verdict.requirements.find((each) => each.group === group)?.stage ?? 1;
  return b.requirements.every((one) =>
    b.requirements.every(
      (other) =>
        stageIn(b, one.group) >= stageIn(b, other.group) || stageIn(a, one.group) <= stageIn(a, other.group),
    ),
  );
};

const sorted = (list: readonly string[]): readonly string[] => [...list].sort();

/** The same whatever order its lists are in. */
const unordered = (verdict: Verdict) => ({
  ...verdict,
  rules: sorted(verdict.rules),
  requirements: sorted(verdict.requirements.map((each) => JSON.stringify(each))),
  routes: { ask: sorted(verdict.routes.ask), tell: sorted(verdict.routes.tell) },
});

const outcome = (judgement: Judgement) =>
  judgement.allowed ? unordered(judgement.verdict) : { ...judgement, rules: sorted(judgement.rules) };

const anyVerdict = anyRule.map((rule) => verdictOf(rule, 'a'.repeat(64)));

describe('composition', () => {
  test('H2: the order of rules never matters, not even for the sentence', () => {
    fc.assert(
      fc.property(
        anyRules.chain((rules) =>
          fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
        ),
        anyWish,
        ([rules, shuffled], wish) => {
          expect(outcome(judge(policy(shuffled), wish))).toEqual(outcome(judge(policy(rules), wish)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('H2: where rules decide already, one more never loosens anything', () => {
    fc.assert(
      fc.property(anyRules, anyRule, fc.oneof(anyWish, anyBroken), (rules, more, wish) => {
        const [before, after] = [judge(policy(rules), wish), judge(policy([...rules, more]), wish)];
        fc.pre(before.allowed || !before.refused.startsWith('No rule'));
        if (!after.allowed) return;
        expect(before.allowed && asStrict(after.verdict, before.verdict)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('H2: a deny is never loosened, whatever else matches', () => {
    fc.assert(
      fc.property(anyRules, anyWish, fc.nat(), (rules, wish, seed) => {
        const at = seed % (rules.length + 1);
        const judgement = judge(policy([...rules.slice(0, at), denyAll, ...rules.slice(at)]), wish);
        expect(judgement.allowed ? '' : judgement.refused).toContain('Closed for the holidays.');
      }),
    );
  });

  test('H5: what is allowed is within every matching cap', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, wish) => {
        const judgement = judge(policy(rules), wish);
        fc.pre(judgement.allowed);
        const { verdict } = judgement;
        const caps = rules
          .filter(({ id: name }) => verdict.rules.includes(name))
          .map((each) => each.maxDurationMs ?? Infinity);
        const letsIn = (allowed: string, source: string): boolean =>
          allowed === '*' || (allowed === '203.0.113.0/24' && source === '203.0.113.7/32');
        const jit = wish.vms.flatMap((each) =>
          wish.ports.flatMap((port) =>
            wish.sources.map((source) => {
              const numbered = each.jit.filter((entry) => entry.number === port.number);
              // Of one policy all entries of a number hold together, whatever their protocols.
              const keeping = [...Map.groupBy(numbered, ({ policyId }) => policyId).values()].filter(
                (entries) => entries.some(({ protocol }) => ['*', port.protocol].includes(protocol)),
              );
              const open = keeping.filter((entries) =>
                entries.every(({ sources }) => sources.some((allowed) => letsIn(allowed, source))),
              );
              // One policy is enough, so that the longest counts; where there is one, none is no leave.
              return keeping.length === 0
                ? Infinity
                : Math.max(
                    0,
                    ...open.map((entries) => Math.min(...entries.map((each) => each.maxDurationMs))),
                  );
            }),
          ),
        );
        expect(verdict.maxDurationMs).toBe(Math.min(24 * 3_600_000, ...caps, ...jit));
        expect(wish.durationMs).toBeLessThanOrEqual(verdict.maxDurationMs);
      }),
    );
  });

  test('H6: whoever asks is never among the approvers, and enough others always are', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, wish) => {
        const judgement = judge(policy(rules), wish);
        fc.pre(judgement.allowed);
        const approvers = approversOf(policy(rules), judgement.verdict, wish.requester).map(
          (each) => each.id,
        );
        expect(approvers).not.toContain(wish.requester);
        for (const { count, group } of judgement.verdict.requirements) {
          const others = policy([]).groups[group]!.filter((each) => each.id !== wish.requester);
          expect(others.length).toBeGreaterThanOrEqual(count);
        }
      }),
    );
  });

  test('nobody can be allowed what they may not even ask for', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, wish) => {
        fc.pre(judge(policy(rules), wish).allowed);
        for (const vm of wish.vms) expect(mayAskFor(policy(rules), wish.requester, vm)).toBe(true);
      }),
    );
  });

  test('without requirements there is auto-approval by every matching rule, a free extension, or a glass broken', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, wish) => {
        const judgement = judge(policy(rules), wish);
        fc.pre(judgement.allowed && judgement.verdict.requirements.length === 0);
        const { verdict } = judgement as Extract<Judgement, { allowed: true }>;
        const all = rules.filter((each) => verdict.rules.includes(each.id)).every((each) => each.autoApprove);
        expect(all || wish.breakGlass === true || (wish.extension ?? 99) <= verdict.freeExtensions).toBe(
          true,
        );
      }),
    );
  });
});

const denyAll = {
  ...{
    id: 'deny-all',
    match: { tags: [] },
    deny: 'Closed for the holidays.',
    approvals: [],
    autoApprove: true,
  },
  ...{ anywhere: true, freeExtensions: 9, pendingMs: 1, routes: { ask: [], tell: [] } },
};

describe('stricter', () => {
  test('H2: the order of its arguments is nothing, and it is as strict as either', () => {
    fc.assert(
      fc.property(anyVerdict, anyVerdict, (a, b) => {
        const both = stricter(a, b);
        expect(unordered(both)).toEqual(unordered(stricter(b, a)));
        expect([asStrict(both, a), asStrict(both, b)]).toEqual([true, true]);
      }),
    );
  });

  test('the larger number counts when two rules ask the same group', () => {
    fc.assert(
      fc.property(
        anyVerdict,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (verdict, m, n) => {
          const asks = (count: number, rule: string) => ({
            ...verdict,
            requirements: [{ count, group: 'g', rule }],
          });
          const { requirements } = stricter(asks(m, 'a'), asks(n, 'b'));
          expect(requirements).toEqual([{ count: Math.max(m, n), group: 'g', rule: m >= n ? 'a' : 'b' }]);
        },
      ),
    );
  });

  test('it carries the hash of the newer policy', () => {
    const [verdict] = fc.sample(anyVerdict, 1);
    expect(stricter(verdict!, { ...verdict!, policy: id(7) }).policy).toBe(id(7));
  });
});
