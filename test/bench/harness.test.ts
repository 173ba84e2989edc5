import { describe, expect, it } from 'vitest';
import { byTurns, compared, limited, spreadOf } from '../../bench/measure.ts';
import { sectionsOf } from '../../bench/page.ts';
import { svgOf } from '../../bench/plot.ts';
import { isMet, type Line } from '../../bench/row.ts';

const line: Line = {
  ...{ what: 'one', against: 'other', unit: 'ns', goal: { atMost: 0.5 } },
  ...compared({ ours: [100, 200, 300], baseline: [400, 400, 400] }),
};
const machine = { cpu: 'CPU', cores: 2, memoryGb: 4, system: 'linux x64', node: 'v24.0.0', load: 0 };

describe('the harness', () => {
  it('lets each side begin in every other round', async () => {
    const order: string[] = [];
    const side = (name: string) => async () => order.push(name);
    await byTurns(3, { ours: side('A'), baseline: side('B') });
    expect(order.join('')).toBe('ABBAAB');
  });

  it('takes the median of the rounds’ own ratios, not the ratio of the medians', () => {
    const { ratio } = compared({ ours: [1, 10, 100], baseline: [2, 100, 50] });
    expect(ratio).toEqual({ median: 0.5, p10: 0.1, p90: 2 });
  });

  it('tells goals that are met from those that are missed', () => {
    expect(isMet(line)).toBe(true);
    expect(isMet({ ...line, goal: { atMost: 0.49 } })).toBe(false);
    expect(isMet({ ...line, goal: { atLeast: 0.51 } })).toBe(false);
    expect(isMet({ ratio: limited([0.9, 2, 3], 1).ratio, goal: { atMost: 1 } })).toBe(false);
    expect(Number.isNaN(spreadOf([]).median)).toBe(true);
  });

  it('writes what was measured as a table, and leaves out what was not', () => {
    const measured = { what: 'a row', goal: 'half', at: '2026-11-30T00:00:00Z', seconds: 3, machine };
    const result = { ...measured, name: 'verdict', lines: [line] } as const;
    const [section = '', ...others] = sectionsOf([result]);
    expect(others).toEqual([]);
    expect(section).toContain('| one | other | 200 ns | 400 ns | 0.5 (0.25–0.75) | ≤ 0.5 | met |');
    const earlier = { ...result, name: 'sentence', what: 'an earlier row' } as const;
    expect(sectionsOf([result, earlier])[0]).toContain('an earlier row');
  });

  it('draws cost against size', async () => {
    const points = [10, 100].map((size) => ({ of: 'a', size, cost: size }));
    const svg = await svgOf({ name: 'p', title: 'A plot', size: 'rules', cost: 'µs', points });
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain('A plot');
  });
});
