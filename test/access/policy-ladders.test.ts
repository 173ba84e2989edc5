import { describe, expect, it } from 'vitest';
import { bothLadders } from '../../src/access/policy/both-ladders.ts';
import { ladderOf, stageOf } from '../../src/access/policy/ladder.ts';
import { stagesOf } from '../../src/access/policy/stages.ts';
import type { Requirement, Rung } from '../../src/access/verdict.ts';
import { NOW } from '../fakes/requests.ts';

const up = (afterMs: number, group: string, ask: readonly string[] = []): Rung => ({ afterMs, group, ask });
const reminder = (afterMs: number): Rung => ({ afterMs, ask: [] });
const need = (group: string, stage?: number): Requirement => ({
  ...{ group, count: 1, rule: 'r' },
  ...(stage === undefined ? {} : { stage }),
});
const at = (ms: number): Date => new Date(NOW.getTime() + ms);

describe('of the ladders of several rules', () => {
  const both = (...ladders: readonly (readonly Rung[])[]) => {
    const found = bothLadders(ladders);
    expect(bothLadders(ladders.toReversed())).toEqual(found);
    return found;
  };

  it('other people stand in where all say so, as late as the latest, and are asked wherever any asks', () => {
    expect(both([up(2, 'leads', ['b', 'c'])], [up(5, 'leads', ['a', 'b']), up(1, 'others')])).toEqual([
      up(5, 'leads', ['a', 'b', 'c']),
    ]);
    expect(both([up(2, 'leads')], [])).toEqual([]);
    expect(both([up(2, 'leads')], [up(1, 'others')], [up(1, 'leads')])).toEqual([]);
  });

  it('the first time that one of them asks a group counts', () => {
    expect(bothLadders([[up(1, 'leads', ['a']), up(9, 'leads', ['z'])]])).toEqual([up(1, 'leads', ['a'])]);
  });

  it('whoever is reminded by one is reminded, once at a time', () => {
    expect(both([reminder(3), up(4, 'leads')], [reminder(3), reminder(1), up(2, 'leads')])).toEqual([
      ...[reminder(1), reminder(3), up(4, 'leads')],
    ]);
  });

  it('the soonest comes first, and of those at once the first by name', () => {
    expect(both([up(2, 'b'), up(2, 'a'), reminder(2), up(1, 'z')])).toEqual([
      ...[up(1, 'z'), reminder(2), up(2, 'a'), up(2, 'b')],
    ]);
  });

  it('none is none', () => {
    expect(bothLadders([])).toEqual([]);
  });
});

describe('stages', () => {
  const of = (...lists: readonly (readonly Requirement[])[]) => {
    const found = Object.fromEntries(stagesOf(lists));
    expect(Object.fromEntries(stagesOf(lists.toReversed()))).toEqual(found);
    return found;
  };

  it('are as one rule says, without holes', () => {
    expect(of([need('a'), need('b', 3), need('c', 3)])).toEqual({ a: 1, b: 2, c: 2 });
    expect(stageOf(need('a'))).toBe(1);
    expect(stageOf(need('a', 3))).toBe(3);
  });

  it('are in an order that every rule agrees with, over several rules too', () => {
    expect(of([need('a'), need('b', 2)], [need('b'), need('c', 2)])).toEqual({ a: 1, b: 2, c: 3 });
    expect(of([need('b'), need('c', 2)], [need('c'), need('d', 2)], [need('a'), need('b', 2)])).toEqual({
      ...{ a: 1, b: 2, c: 3, d: 4 },
    });
  });

  it('are one where rules contradict each other, and what comes after both stays after', () => {
    const contradiction = [
      [need('a'), need('b', 2), need('c', 3)],
      [need('b'), need('a', 2)],
    ];
    expect(of(...contradiction)).toEqual({ a: 1, b: 1, c: 2 });
  });

  it('are one where three rules go round in a circle', () => {
    const row = (first: string, second: string) => [need(first), need(second, 2)];
    expect(of(row('a', 'b'), row('b', 'c'), row('c', 'a'))).toEqual({ a: 1, b: 1, c: 1 });
  });

  it('are as the rule says that sees a difference, where another asks for both at once', () => {
    expect(of([need('a'), need('b')], [need('a'), need('b', 2)])).toEqual({ a: 1, b: 2 });
    expect(of([need('a', 2), need('b', 2)], [need('b'), need('a', 2)])).toEqual({ a: 2, b: 1 });
  });

  it('are found of a long row as well as of a short one', () => {
    const names = Array.from({ length: 40 }, (_, index) => `g${index}`);
    expect(of(names.map((name, index) => need(name, index + 1)))).toMatchObject({ g0: 1, g39: 40 });
  });

  it('are the first where nobody says', () => {
    expect(of([need('a'), need('b')], [need('c')])).toEqual({ a: 1, b: 1, c: 1 });
  });
});

describe('the ladder of a requirement', () => {
  const asked: Requirement = { ...need('approvers', 2), ladder: [up(20, 'leads'), reminder(10)] };
  const climbed = (ms: number, more: object = {}) => ({ at: at(ms), group: 'approvers', stage: 2, ...more });

  it('is due from when its people were asked, the soonest first', () => {
    expect(ladderOf(asked, NOW)).toStrictEqual([
      { rung: reminder(10), dueAt: at(10) },
      { rung: up(20, 'leads'), dueAt: at(20) },
    ]);
    expect(ladderOf(need('approvers'), NOW)).toEqual([]);
  });

  it('was climbed where a record of this group, stage and rung is not too early', () => {
    const leads = climbed(20, { to: 'leads' });
    expect(ladderOf(asked, NOW, [leads, climbed(10)]).map(({ reached }) => reached)).toEqual([
      ...[climbed(10), leads],
    ]);
    for (const other of [
      ...[
        climbed(19, { to: 'leads' }),
        climbed(20, { to: 'others' }),
        climbed(20, { to: 'leads', stage: 1 }),
      ],
      climbed(20, { to: 'leads', group: 'others' }),
    ])
      expect(ladderOf(asked, NOW, [other]).some(({ reached }) => reached)).toBe(false);
  });

  it('takes each record for one rung', () => {
    const twice = { ...asked, ladder: [reminder(10), reminder(20)] };
    const reached = (...records: readonly ReturnType<typeof climbed>[]) =>
      ladderOf(twice, NOW, records).map((step) => step.reached !== undefined);
    expect(reached(climbed(25))).toEqual([true, false]);
    expect(reached(climbed(25), climbed(30))).toEqual([true, true]);
    expect(ladderOf(twice, NOW, [climbed(25)])[1]).not.toHaveProperty('reached');
  });
});
