import { stringify } from 'yaml';
import type { PolicyAnswers, Who } from './answers.ts';

/** The policy that the answers ask for: one rule, for a person to read and to go on from. */
export function policyText(answers: PolicyAnswers, file: string): string {
  const { mode, requesters, approvers, admins, maxDuration, ask, tell } = answers;
  return [
    '# Written by "ajar init". docs/policy.md explains every key; this says whether it is right, and that tries it out:',
    `#   npm run -s ajar -- policy check ${file}`,
    '#   npm run -s ajar -- policy explain --as <object id> "open 22 on <vm> for 1h"',
    '',
    ...(mode === 'watch' ? WATCHING : ['mode: open']),
    '',
    '# People, by Entra object id: nobody is ever recognised by a name.',
    'groups:',
    ...Object.entries({ requesters, approvers, ...(admins && { admins }) }).flatMap(groupLines),
    '',
    '# They may close any access, and read the log.',
    `admins: [${admins ? 'admins' : 'approvers'}]`,
    '',
    'defaults:',
    '  routes:',
    '    # Where approvers are asked, and where on-call is told.',
    `    ask: ${flow(ask)}`,
    ...(tell.length > 0 ? [`    tell: ${flow(tell)}`] : []),
    '',
    'rules:',
    '  - id: first',
    '    match:',
    ...vmLines(answers.vms),
    `      ports: ${flow(answers.ports)}`,
    '      requesters: requesters',
    '    require:',
    `      approvals: [{ count: ${answers.approvals}, from: approvers }]`,
    `      maxDuration: ${flow(maxDuration)}`,
    '      # One address at a time, never a range.',
    '      source: single-host',
    '',
  ].join('\n');
}

const WATCHING = [
  '# Ajar opens nothing yet: it says what this policy would have said, and who opens ports without it (docs/drift.md).',
  '# When that is what you want, write "mode: open".',
  'mode: watch',
];

function groupLines([name, who]: readonly [string, Who]): readonly string[] {
  if ('entra' in who) return [`  ${name}: ${flow(who)}`];
  return [`  ${name}:`, ...who.people.map((id) => `    - ${flow(id)}`)];
}

function vmLines(vms: PolicyAnswers['vms']): readonly string[] {
  if (vms === 'all') return ['      # Every VM that Ajar can see in Azure.'];
  if ('tags' in vms) return [`      tags: ${flow(vms.tags)}`];
  return 'resourceGroups' in vms
    ? [`      resourceGroup: ${flow(vms.resourceGroups)}`]
    : [`      vm: ${flow(vms.names)}`];
}

/** On one line, with quotes where YAML needs them. */
const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
