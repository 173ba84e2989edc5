import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createWatched, QUIET } from './watched.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'deploy/observe');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook: string };
}

const rules = (): readonly Rule[] =>
  parse(readFileSync(path.join(folder, 'alerts.yaml'), 'utf8')).groups[0].rules;

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const panels = (): readonly Panel[] =>
  JSON.parse(readFileSync(path.join(folder, 'dashboard.json'), 'utf8')).panels;

const exprs = (): readonly string[] => [
  ...rules().map(({ expr }) => expr),
  ...panels().flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];

it('the dashboard and the alerts ask for nothing that is not served', async () => {
  const { metrics } = createWatched({
    installation: async () => ({ ...QUIET, sinkLag: { file: 0 } }),
    instance: () => ({ lookedAgo: 1, connected: { slack: true } }),
  });
  const { text } = await metrics.scrape();
  const served = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const asked = exprs().flatMap((expr) => expr.match(/\b(?:ajar|process)_\w+/g) ?? []);
  expect(asked.length).toBeGreaterThan(20);
  for (const name of asked) expect(served, name).toContain(name.replace(/_(?:bucket|count|sum)$/, ''));
});

it('each alert has a paragraph that says what to do', () => {
  const docs = readFileSync(path.join(root, 'docs/operations.md'), 'utf8');
  for (const { alert, annotations } of rules()) {
    expect(docs).toContain(`### ${alert}\n`);
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
  }
});

const NO_PROMTOOL = isThere() ? undefined : 'LEFT OUT: no promtool here (Debian: apt-get install prometheus)';

function isThere(): boolean {
  return spawnSync('promtool', ['--version']).status === 0;
}

describe.skipIf(NO_PROMTOOL)(`as Prometheus reads them ${NO_PROMTOOL ?? ''}`, () => {
  const promtool = (...args: readonly string[]): string =>
    execFileSync('promtool', args, { cwd: folder, encoding: 'utf8' });

  it('each alert fires when it should, and is silent while all is well', () => {
    expect(promtool('check', 'rules', 'alerts.yaml')).toContain(`${rules().length} rules found`);
    expect(promtool('test', 'rules', 'alerts.test.yaml')).toContain('SUCCESS');
  });

  it('every question of the dashboard can be asked', () => {
    const here = mkdtempSync(path.join(tmpdir(), 'ajar-promql-'));
    const file = path.join(here, 'rules.json');
    const asked = exprs().map((expr, n) => ({ record: `ajar:asked:${n}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'asked', rules: asked }] }));
    expect(promtool('check', 'rules', file)).toContain(`${asked.length} rules found`);
    rmSync(here, { recursive: true });
  });
});
