import { describe, expect, it } from 'vitest';
import type { Match } from '../../src/access/policy/rule.ts';
import { inFileOrder, rulesNear } from '../../src/access/policy/rule-index.ts';
import { id, rule, vm } from './policy-fixtures.ts';

const WHO = { own: new Set([id(1), 'engineers']) };
const tag = (key: string, ...patterns: readonly string[]): Match => ({ tags: [{ key, patterns }] });

/** The names of the rules that could be about the VM. */
const near = (
  matches: Readonly<Record<string, Partial<Match>>>,
  who: Parameters<typeof rulesNear>[1] = WHO,
) =>
  rulesNear(
    Object.entries(matches).map(([name, match]) => rule(name, { match: { tags: [], ...match } })),
    who,
    vm(),
  ).map((each) => each.id);

describe('the rules near a VM', () => {
  it('are in file order, however many there are and whoever is named by them', () => {
    const rules = Array.from({ length: 12 }, (_, at) =>
      rule(`r${at}`, { match: { tags: [], ...(at % 2 === 0 ? { requesters: ['engineers'] } : {}) } }),
    );
    for (let time = 0; time < 2; time += 1) expect(rulesNear(rules, WHO, vm())).toEqual(rules);
    expect(inFileOrder(rules, new Set(rules.toReversed()))).toEqual(rules);
  });

  it('are those for who asks, of whoever asked before', () => {
    const rules = [
      rule('mine', { match: { tags: [], requesters: [id(1), 'engineers'] } }),
      rule('theirs', { match: { tags: [], requesters: [id(2)] } }),
      rule('no', { deny: 'No.', match: { tags: [], requesters: ['helpers'] } }),
    ];
    const names = (who: Parameters<typeof rulesNear>[1]) =>
      rulesNear(rules, who, vm()).map((each) => each.id);
    expect(names(WHO)).toEqual(['mine']);
    expect(names({ own: new Set([id(2)]) })).toEqual(['theirs']);
    expect(names({ ...WHO, asker: new Set(['helpers', id(2)]) })).toEqual(['mine', 'no']);
    expect(names(WHO)).toEqual(['mine']);
  });

  it('may name it in any way, in either case, by its beginning', () => {
    const matches = {
      name: { vms: ['WEB-*'] },
      exact: { vms: ['web-01'] },
      group: { resourceGroups: ['RG-web'] },
      subscription: { subscriptions: ['prod*'] },
      id: { subscriptions: ['9a6b*'] },
      tagged: tag('ENV', 'Prod'),
      several: { vms: ['db-*', 'web-0*'] },
      any: {},
    };
    expect(near(matches)).toEqual(Object.keys(matches));
  });

  it('are not those about others, by whichever of their demands is the narrowest', () => {
    expect(
      near({
        name: { vms: ['db-*'] },
        long: { vms: ['web-01-and-more'] },
        group: { vms: ['*'], resourceGroups: ['rg-db'] },
        other: { resourceGroups: ['rg-db'], vms: ['web-01-and-more', '*'] },
        tagged: { ...tag('env', 'test'), vms: ['web-01'] },
        there: { vms: ['web-01'] },
      }),
    ).toEqual(['there']);
  });
});
