import { expect, it } from 'vitest';
import { runTarget } from './run.ts';
import { BEFORE_VM, GROUP, INTERFACE, JIT_POLICY, RULES, SUB } from './targets/azure-seeds.ts';
import { TARGETS } from './targets/targets.ts';

const [rule] = RULES.value;
const ok = (body: unknown): string => `200 ${JSON.stringify(body)}`;

/** What fuzzing found, each with the reader that it broke. */
const FOUND: readonly (readonly [what: string, reader: string, input: string])[] = [
  ['an error whose code is the name of what every object has', 'arm-errors', '{"code":"constructor"}'],
  [
    'an account of a kind that is such a name',
    'graph-names',
    `{"value":[{"@odata.type":"constructor","id":"${SUB}"}]}`,
  ],
  ['an operation of such a name in the activity log', 'arm-activity-log', lineOf('constructor')],
  [
    'a closing whose reason is such a name',
    'arm-jit-policy',
    ok(JIT_POLICY)
      .replaceAll('Initiated', 'Revoked')
      .replaceAll('"Expired"', '"constructor"')
      .replaceAll('UserRequested', 'constructor'),
  ],
  [
    'a closing without a reason',
    'arm-jit-policy',
    ok(JIT_POLICY).replaceAll('Initiated', 'Revoked').replaceAll('"statusReason"', '"status-reason"'),
  ],
  ['a JIT policy without a list of VMs', 'arm-jit-policy', ok({ ...JIT_POLICY, properties: {} })],
  [
    'an opening whose end is no time',
    'arm-jit-policy',
    ok(JIT_POLICY).replaceAll('12:00:00.1234567Z', 'later'),
  ],
  ['a list of JIT policies that is none', 'arm-jit-policy', ok({ value: 'undefined' })],
  [
    'an interface whose security group has a number for an id',
    'arm-rules',
    ok(INTERFACE).replace(`"${GROUP.id}"`, '7'),
  ],
  [
    'a rule whose ports are null beside a list',
    'arm-rules',
    ok({ value: [{ ...rule, properties: { ...rule?.properties, destinationPortRange: null } }] }),
  ],
  ['a group that is no JSON', 'arm-group-text', '{"id"'],
  [
    'a rule of a group whose name is no text',
    'arm-group-text',
    '{"properties":{"securityRules":[{"name":{"toString":1}}]}}',
  ],
  [
    'a load balancer whose kind is a number',
    'arm-check',
    JSON.stringify({ ...BEFORE_VM, loadBalancers: { ...BEFORE_VM.loadBalancers, sku: { name: 7 } } }),
  ],
  [
    'an activity with a length where a text should be',
    'teams-activity',
    '{"type":{"length":{"toString":1}}}',
  ],
  ['a form of Slack with such a one', 'slack-body', '{"event":{"type":{"length":{"toString":1}}}}'],
  ['a list of a policy that is such a one', 'policy', 'rules: {length: {toString: 1}}'],
  [
    'rule collections of a firewall that are no list',
    'arm-firewall-rules',
    ok({ value: [{ properties: { ruleCollections: 7 } }] }),
  ],
  ['a stored date that is none', 'stored', '{"body":{"at":{"$date":"x"}}}'],
];

function lineOf(operation: string): string {
  const status = { value: 'Succeeded' };
  const line = {
    operationName: { value: operation },
    resourceId: '/x',
    eventTimestamp: '2026-01-31T10:00:00Z',
    status,
  };
  return JSON.stringify({ value: [line] });
}

it.each(FOUND)('is read, or refused as it should be: %s', async (_, reader, input) => {
  const target = TARGETS.find(({ name }) => name === reader);
  if (!target) throw new Error(`There is no reader ${reader}.`);
  const failure = await runTarget({ ...target, make: () => input }, 0, [0, 1]);
  expect(failure?.error).toBeUndefined();
});
