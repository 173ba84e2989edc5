import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { EMERGENCY, isEmergency } from '../../src/access/emergency.ts';
import { sweepCommand } from '../../src/cli/sweep.ts';
import { readRuleName } from '../../src/cloud/azure/network/rule-name.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const PAGE = read('docs/emergency.md');

/** Everything that a command line says after `sweep` is an option that there is. */
const optionsOf = (line: string): readonly string[] =>
  [...(/\bsweep (.*)/.exec(line)?.[1] ?? '').matchAll(/--[a-z]+/g)].map(([option]) => option);

const systemd = /^ExecStart=(.*)$/m.exec(read('deploy/systemd/ajar-sweep.service'))?.[1] ?? '';
const cronjob = parse(read('deploy/kubernetes/cronjob.yaml'));
const [container] = cronjob.spec.jobTemplate.spec.template.spec.containers;

const compose = parse(read('deploy/compose/compose.yaml'), { merge: true });

it.each([
  ['Compose', compose.services.sweep.command[0]],
  ['systemd', systemd],
  ['Kubernetes', container.args.join(' ')],
  ['cron', /`(\*\/5 .*? ajar cd .*?)`/.exec(PAGE)?.[1] ?? ''],
])('the example for %s calls the sweep with options that there are', (_, line) => {
  const known = sweepCommand().options.map(({ long }) => long);
  expect(optionsOf(line)).toEqual(['--once', '--ping']);
  expect(known).toEqual(expect.arrayContaining([...optionsOf(line)]));
});

it('the examples run every 5 minutes, and none waits for the one before it', () => {
  expect(read('deploy/systemd/ajar-sweep.timer')).toContain('OnCalendar=*:0/5');
  expect(cronjob).toMatchObject({
    spec: { schedule: '*/5 * * * *', concurrencyPolicy: 'Allow', jobTemplate: { spec: { backoffLimit: 0 } } },
  });
});

it('the name that docs/emergency.md gives a rule is one that the sweep reads', () => {
  const form = /`(ajar-aj-000000-WHO-UNTIL)`/.exec(PAGE)?.[1] ?? '';
  const name = form.replace('WHO', 'mina').replace('UNTIL', '20260302T220000Z');
  expect(readRuleName(name)).toEqual({
    ...{ request: EMERGENCY, key: 'mina', until: new Date('2026-03-02T22:00:00Z') },
  });
  expect(isEmergency(EMERGENCY)).toBe(true);
});
