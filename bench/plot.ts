import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Plot } from './row.ts';

/** Cost against size as SVG: straight lines are powers, as both axes are logarithmic. */
export async function svgOf({ title, size, cost, points }: Plot): Promise<string> {
  const spec: TopLevelSpec = {
    ...{ title, width: 360, height: 220, background: 'white' },
    data: { values: points.map((each) => ({ ...each })) },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'size', type: 'quantitative', title: size, scale: { type: 'log' } },
      y: { field: 'cost', type: 'quantitative', title: cost, scale: { type: 'log' } },
      // In the order in which they were measured, and with all of their names.
      color: {
        field: 'of',
        type: 'nominal',
        title: null,
        sort: null,
        legend: { orient: 'bottom', labelLimit: 0 },
      },
    },
  };
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  return `${await view.toSVG()}\n`;
}
