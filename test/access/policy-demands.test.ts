import { describe, expect, it } from 'vitest';
import { breakGlassOf, brokenGlass, unreviewed } from '../../src/access/policy/break-glass.ts';
import { exampleOf, wanting, wantsOf } from '../../src/access/policy/demands.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import type { Verdict } from '../../src/access/verdict.ts';
import { HOUR, id, person, rule } from './policy-fixtures.ts';

const WHO = { own: new Set([id(1), 'engineers']) };
const FOR_OTHER = { ...WHO, asker: new Set([id(2), 'leads']) };
const DAY = 24 * HOUR;
type Said = Parameters<typeof wantsOf>[2];

describe('rules want', () => {
  const wants = (rules: readonly Rule[], said: Said, who: Parameters<typeof wantsOf>[1] = WHO) =>
    wantsOf(rules, who, said).map(({ part, say }) => `${part}: ${say}`);
  const one = (over: Partial<Rule>, said: Said = {}, who = WHO) => wants([rule('r', over)], said, who);

  it('nothing where they say nothing', () => {
    expect(one({})).toEqual([]);
    expect(wanting([rule('r')], WHO, {})).toBeUndefined();
  });

  it('everything in one answer, about the part that comes first', () => {
    const both = { ticket: { patterns: ['INC-*'] }, justification: { minLength: 5 } };
    const found = wanting([rule('b', both), rule('a', both)], WHO, {});
    expect(wanting([rule('a', both), rule('b', both)], WHO, {})).toEqual(found);
    expect(found?.part).toBe('ticket');
    expect(found?.say.match(/Rule "(\w)" needs a (\w+)/g)).toEqual([
      ...['Rule "a" needs a ticket', 'Rule "b" needs a ticket'],
      ...['Rule "a" needs a reason', 'Rule "b" needs a reason'],
    ]);
    expect(found?.say).toContain('. Rule "b"');
  });

  it('a ticket that fits one of the patterns, with or without its number sign', () => {
    const ticket = { patterns: ['INC-###', '4*'] };
    for (const fits of ['INC-123', '#4711']) expect(one({ ticket }, { ticket: fits })).toEqual([]);
    expect(one({ ticket }, { ticket: 'INC-12' })).toEqual([
      expect.stringMatching(/like "INC-###" or "4\*" .*, and INC-12 is none\. .*"because INC-123"/),
    ]);
    expect(one({ ticket })[0]).toContain('is anything). Write');
    expect(exampleOf('A-*##########')).toBe('A-1234567891');
  });

  it('a reason that is long enough, counted in characters, and fits', () => {
    const long = { justification: { minLength: 3 } };
    expect(one(long, { justification: 'abc' })).toEqual([]);
    expect(one(long, { justification: '🔥🔥' })[0]).toContain('at least 3 characters');
    expect(one(long)).toHaveLength(1);
    const like = { justification: { patterns: ['disk*', 'cpu*'] } };
    expect(one(like, { justification: 'cpu hot' })).toEqual([]);
    expect(one(like, { justification: 'none' })[0]).toContain('like "disk*" or "cpu*" (');
  });

  it('a start that is not too far ahead, by the rule that allows least, and within a week otherwise', () => {
    expect(one({}, { aheadMs: 7 * DAY })).toEqual([]);
    expect(one({}, { aheadMs: 7 * DAY + 1 })[0]).toContain('An access can be planned at most 7 days ahead');
    const [day, hours] = [rule('day', { startWithinMs: DAY }), rule('hours', { startWithinMs: 36 * HOUR })];
    expect(wants([hours, day], { aheadMs: DAY })).toEqual([]);
    expect(wants([hours, day], { aheadMs: 2 * DAY })[0]).toContain(
      'Rule "day" lets an access be planned at most 24 h',
    );
    expect(wants([hours], { aheadMs: 2 * DAY })[0]).toContain('at most 36 h');
    expect(wants([rule('r'), hours], { aheadMs: 2 * DAY })).toHaveLength(1);
  });

  it('that whoever asks for somebody else may, by every one of them', () => {
    const may = { onBehalfOf: ['leads', 'others'] };
    expect(one(may, {}, FOR_OTHER)).toEqual([]);
    expect(one({ onBehalfOf: ['others'] }, {}, FOR_OTHER)).toHaveLength(1);
    expect(wants([rule('may', may), rule('b'), rule('a')], {}, FOR_OTHER)).toEqual([
      expect.stringContaining('whom: Rule "a" does not'),
      expect.stringContaining('whom: Rule "b" does not'),
    ]);
    expect(one({})).toEqual([]);
  });

  it('of who breaks the glass a reason, and neither a ticket nor a plan nor somebody else', () => {
    const said = { breakGlass: true, justification: 'the shop is down' } as const;
    const parts = (more: Said, who = WHO) =>
      wantsOf([rule('r', { ticket: { patterns: ['INC-*'] }, onBehalfOf: ['leads'] })], who, more).map(
        ({ part }) => part,
      );
    expect(parts(said)).toEqual([]);
    expect(parts({ ...said, aheadMs: 0 })).toEqual([]);
    expect(parts({ ...said, aheadMs: 1 })).toEqual(['start']);
    expect(parts(said, FOR_OTHER)).toEqual(['whom']);
    expect(parts({ breakGlass: true })).toEqual(['justification']);
    expect(parts({ aheadMs: 1 }, FOR_OTHER)).toEqual(['ticket']);
  });
});

describe('break-glass', () => {
  const glass = (name: string, group: string, withinMs: number, groups = ['engineers']) =>
    rule(name, {
      ...{ approvals: [], breakGlass: { groups, review: { group, withinMs }, tell: [`console:${name}`] } },
    });
  const GROUPS = { security: [person(5)], mine: [person(1)], none: [] };

  it('is given to the people of its groups', () => {
    expect(breakGlassOf(glass('a', 'security', HOUR, ['others', 'engineers']), WHO)).toBeDefined();
    expect(breakGlassOf(glass('a', 'security', HOUR, ['others']), WHO)).toBeUndefined();
    expect(breakGlassOf(rule('a'), WHO)).toBeUndefined();
  });

  it('waits for nobody, tells more people, and is looked at as soon as any rule wants', () => {
    const verdict: Verdict = {
      ...{ rules: ['a', 'b'], policy: 'p', maxDurationMs: HOUR, freeExtensions: 0, pendingMs: HOUR },
      ...{ requirements: [{ count: 1, group: 'approvers', rule: 'a' }], stepUp: true },
      checks: [{ kind: 'ticket', hook: 'desk', rule: 'a' }],
      routes: { ask: ['direct'], tell: ['console:a', 'console:usual'] },
    };
    const rules = [glass('a', 'security', 2 * HOUR), glass('b', 'mine', HOUR), glass('c', 'none', 1, ['x'])];
    const broken = brokenGlass(verdict, rules, WHO);
    expect(broken).toStrictEqual({
      ...{ rules: ['a', 'b'], policy: 'p', maxDurationMs: HOUR, freeExtensions: 0, pendingMs: HOUR },
      requirements: [],
      routes: { ask: ['direct'], tell: ['console:a', 'console:usual', 'console:b'] },
      review: { group: 'mine', withinMs: HOUR, rule: 'b' },
    });
    const azure = { kind: 'azure', right: 'azure-jit', rule: 'a' } as const;
    const checked = brokenGlass({ ...verdict, checks: [...(verdict.checks ?? []), azure] }, [rule('a')], WHO);
    expect(checked.checks).toEqual([azure]);
    expect(checked).not.toHaveProperty('review');
    const { checks: _, ...unchecked } = verdict;
    expect(brokenGlass(unchecked, [rule('a')], WHO)).not.toHaveProperty('checks');
  });

  it('H6: is refused where one rule has nobody but whoever asks to look at it', () => {
    const no = (...rules: readonly Rule[]) => unreviewed(GROUPS, rules, WHO, id(1).toUpperCase());
    expect(no(glass('a', 'security', HOUR))).toBeUndefined();
    expect(no(glass('a', 'mine', HOUR))).toContain('Rule "a" wants a break-glass looked at');
    expect(no(glass('b', 'none', HOUR), glass('a', 'mine', HOUR), glass('c', 'security', HOUR))).toContain(
      'Rule "a" wants',
    );
    expect(
      unreviewed({ both: [person(1), person(5)] }, [glass('a', 'both', HOUR)], WHO, id(1)),
    ).toBeUndefined();
  });
});
