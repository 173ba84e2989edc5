import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { flowsFrom, lookFrom } from '../../../../src/access/check/look-from.ts';
import { nsgId, SUB, scenario, startAzure, type TestAzure } from '../sandbox-azure.ts';

const PORT = [{ number: 22, protocol: 'tcp' }] as const;
const watched: Scenario = { ...scenario, networkWatchers: true };
const WATCHER = `/subscriptions/${SUB}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_koreacentral`;

async function lookAt(
  name: string,
  source: string,
  change: (test: TestAzure) => void = () => undefined,
  given: Scenario = watched,
) {
  const test = await startAzure({ scenario: given });
  const vm = (await test.azure.inventory.all()).find((each) => each.name === name)!;
  change(test);
  const network = await test.azure.inspector.inspect(vm);
  const asked = flowsFrom(network, [source], PORT);
  const answers = await test.azure.flowVerifier.verify(vm, asked.flows);
  const sent = test.sandbox.calls().filter(({ path }) => path.endsWith('/ipFlowVerify'));
  return { ...lookFrom(network, [source], PORT, asked, answers), answers, sent };
}

const letIn = ({ sandbox }: TestAzure): void => {
  for (const nsg of ['nsg-nic', 'nsg-subnet'])
    sandbox.edit({
      ...{ kind: 'put-rule', nsg: nsgId(nsg), name: 'mine' },
      properties: { priority: 100, access: 'Allow', sourceAddressPrefix: '203.0.113.7' },
    });
};

describe("Network Watcher's IP flow verify", () => {
  it('agrees with what Ajar reads, whoever is let in or kept out', async () => {
    const shut = await lookAt('web-01', '203.0.113.7/32');
    expect(shut.answers[0]?.answers).toMatchObject([{ address: '10.0.0.4', access: 'deny' }]);
    expect(shut.verdicts[0]?.admission).toBe('out');
    const open = await lookAt('web-01', '203.0.113.7/32', letIn);
    expect(open.answers[0]?.answers).toEqual([
      { address: '10.0.0.4', access: 'allow', rule: 'securityRules/mine' },
    ]);
    expect(open.verdicts[0]?.sentence).toContain('From 203.0.113.7 to 22/tcp: let in, by the rule "mine"');
    expect([...shut.contradictions, ...open.contradictions]).toEqual([]);
    expect(open.notes.join()).toContain("the same as Ajar's answer");
    expect(open.sent.map(({ status }) => status)).toEqual([202]);
  });

  it('is said loudly where it contradicts, with both answers', async () => {
    const { contradictions } = await lookAt('web-01', '203.0.113.7/32', (test) => {
      letIn(test);
      test.sandbox.order({ match: { pathEnds: '/ipFlowVerify' }, fault: { kind: 'lie' } });
    });
    expect(contradictions).toEqual([
      expect.stringMatching(/DISAGREE.* keeps out 203\.0\.113\.7 .* it is let in, by the rule "mine"/),
    ]);
  });

  it('is asked for the address of each interface', async () => {
    const { answers, sent } = await lookAt('both-01', '203.0.113.7/32');
    expect(answers[0]?.answers.map(({ address }) => address)).toEqual(['10.0.0.6', '10.0.1.6']);
    expect(sent).toHaveLength(2);
  });

  it('is not asked about a stopped VM, and that is no answer', async () => {
    const { answers, sent, notes } = await lookAt('web-02', '203.0.113.7/32');
    expect([answers[0]?.answers, sent]).toEqual([[], []]);
    expect(notes.join()).toContain('Azure answers for a running VM only, and web-02 is stopped.');
  });

  it.each<[string, (test: TestAzure) => void, string]>([
    [
      'no watcher in the region',
      ({ sandbox }) => sandbox.edit({ kind: 'remove', resource: WATCHER }),
      'There is no Network Watcher for the region koreacentral',
    ],
    [
      'no right to ask',
      ({ sandbox }) =>
        sandbox.edit({
          ...{ kind: 'permissions', actions: ['*'] },
          notActions: ['Microsoft.Network/networkWatchers/ipFlowVerify/action'],
        }),
      'lacks the permission Microsoft.Network/networkWatchers/ipFlowVerify/action',
    ],
    [
      'a VM that stops at that moment',
      ({ sandbox }) =>
        sandbox.order({
          match: { pathEnds: '/ipFlowVerify' },
          fault: {
            kind: 'meanwhile',
            edit: {
              ...{ kind: 'power', running: false },
              vm: `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Compute/virtualMachines/web-01`,
            },
          },
        }),
      'Azure did not accept the call to ask',
    ],
    [
      'an operation that fails',
      ({ sandbox }) =>
        sandbox.order({ match: { pathEnds: '/ipFlowVerify' }, fault: { kind: 'accept-then-fail' } }),
      'The call to Azure at',
    ],
  ])('says as a sentence why there is no answer: %s', async (_, change, sentence) => {
    const { answers, contradictions, notes, verdicts } = await lookAt('web-01', '203.0.113.7/32', change);
    expect([answers[0]?.answers, contradictions]).toEqual([[], []]);
    expect(notes.join()).toContain(`Azure's own answer (IP flow verify) is not there.`);
    expect(notes.join()).toContain(sentence);
    expect(verdicts[0]?.admission).toBe('out');
  });

  it('is not asked about a range', async () => {
    const { sent, notes, verdicts } = await lookAt('web-01', '203.0.113.0/24', letIn);
    expect(sent).toEqual([]);
    expect(notes).toEqual(['Azure was not asked about ranges: it answers for one address at a time.']);
    expect(verdicts[0]?.admission).toBe('part');
  });

  it('H11: what Ajar may not read is never "kept out", and then nothing is compared', async () => {
    const { verdicts, contradictions, notes } = await lookAt('web-01', '203.0.113.7/32', ({ sandbox }) =>
      sandbox.edit({
        ...{ kind: 'permissions', actions: ['*'] },
        notActions: ['Microsoft.Network/networkSecurityGroups/securityRules/read'],
      }),
    );
    expect(verdicts[0]?.admission).toBe('unsure');
    expect(contradictions).toEqual([]);
    expect(notes.join()).toContain("this is Azure's word alone");
  });
});
