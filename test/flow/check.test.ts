import { describe, expect, it } from 'vitest';
import { ADA, AVERY, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Findings } from '../../src/access/check/findings.ts';
import type { Person } from '../../src/access/person.ts';
import { networkOf, ruleOf } from '../fakes/network.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const findings = (world: World, who: Person): Findings => {
  const card = world.card('check', who)?.card;
  if (card?.card !== 'check') throw new Error(`${who.name} was shown no check, but told: ${world.told(who)}`);
  return card.findings;
};

describe('"check vm-prod-01"', () => {
  it('shows an admin what is shut, and what an older rule leaves open', async () => {
    const world = createWorld();
    const vm = world.cloud.vms.find(({ name }) => name === 'vm-prod-01')!;
    await world.say(ADA, 'check vm-prod-01');
    expect(findings(world, ADA).ports.map((finding) => finding.state)).not.toContain('exposed');
    world.cloud.networks.set(vm.id, networkOf(vm, [ruleOf({ ports: ['3389'] })]));
    await world.say(ADA, 'check vm-prod-01');
    const exposed = findings(world, ADA).ports.find((finding) => finding.state === 'exposed');
    expect(exposed?.sentence).toContain('by the rule "old-ssh" of nsg-web (priority 300)');
    expect(exposed?.mend).toContain('Remove the rule "old-ssh"');
  });

  it('is for auditors, on-call and admins alone: it tells what is open to whom', async () => {
    const roles = `onCall: [{ id: ${OLLY.id}, name: Olly }]\nadmins:`;
    const world = createWorld({ policy: POLICY.replace('admins:', roles) });
    await world.say(OLLY, 'check vm-prod-01');
    expect(findings(world, OLLY).vm).toBe('vm-prod-01');
    for (const who of [RILEY, AVERY]) {
      await world.say(who, 'check vm-prod-01');
      expect(world.card('check', who)).toBeUndefined();
      expect(world.told(who)).toContain('Only auditors, on-call and admins check VMs');
    }
    const said = {
      key: 'by-address',
      person: ADA,
      text: 'check vm-prod-01',
      place: world.stage.room(ADA.id),
    };
    await world.flow.said({ ...said, askOnly: true });
    expect(world.told(ADA)).toContain('Only auditors');
  });

  it('is answered in private, wherever it was asked', async () => {
    const world = createWorld();
    await world.say(ADA, 'check vm-prod-01', world.stage.channel('general'));
    const cards = world.stage.messages.map(({ card, place }) => `${card.card} ${place.conversation}`);
    expect(cards).toEqual([`check dm-${ADA.id}`, 'answer general']);
  });

  it('looks at the ports that are named, whether JIT keeps them or not', async () => {
    const world = createWorld();
    await world.say(ADA, 'check 3389 and 443 on vm-prod-01');
    expect(findings(world, ADA).ports.map(({ ports }) => ports)).toEqual(['3389/tcp', '443/tcp']);
    expect(findings(world, ADA).ports[1]?.sentence).toBe(
      "Open to the virtual network and what is connected to it, by Azure's default rule AllowVnetInBound.",
    );
  });

  it('says of an address or a named network whether it gets in, without asking the cloud unless that is switched on', async () => {
    const world = createWorld();
    const vm = world.cloud.vms.find(({ name }) => name === 'vm-prod-01')!;
    const rules = [ruleOf({ ports: ['3389'], sources: ['203.0.113.7/32'] })];
    world.cloud.networks.set(vm.id, networkOf(vm, rules));
    await world.say(ADA, 'check 3389 on vm-prod-01 from 203.0.113.7');
    expect(findings(world, ADA).remarks[0]).toBe(
      'From 203.0.113.7 to 3389/tcp: let in, by the rule "old-ssh" of nsg-web (priority 300).',
    );
    expect(findings(world, ADA).remarks.join()).not.toContain('IP flow verify');
    await world.say(ADA, 'check vm-prod-01 from vpn');
    expect(findings(world, ADA).remarks[0]).toMatch(
      /^From 198\.51\.100\.0\/28 to 3389\/tcp: kept out, by JIT's/,
    );
    await world.say(ADA, 'check vm-prod-01 from mars');
    expect(world.told(ADA)).toContain('I know no network called "mars"');
  });

  it("shows the cloud's own answer beside it where that is on, and a contradiction before everything else", async () => {
    const asked: unknown[] = [];
    const answer = { address: '10.0.0.4', access: 'allow' as const, rule: 'securityRules/secret' };
    const world = createWorld({
      flowVerifier: {
        async verify(_, flows) {
          asked.push(...flows);
          return flows.map(() => ({ answers: [answer], untold: [] }));
        },
      },
    });
    await world.say(ADA, 'check 3389 on vm-prod-01 from 203.0.113.7');
    expect(asked).toEqual([{ source: '203.0.113.7', port: { number: 3389, protocol: 'tcp' } }]);
    const { remarks, contradictions } = findings(world, ADA);
    expect(remarks[0]).toMatch(
      /^AZURE AND AJAR DISAGREE\. Azure's IP flow verify lets in .*, by securityRules\/secret\. .* it is kept out, by JIT's/,
    );
    expect(contradictions).toEqual([remarks[0]]);
    expect(world.card('check', ADA)?.card).toMatchObject({ card: 'check' });
    await world.say(ADA, 'check 3389 on vm-prod-01');
    expect(asked).toHaveLength(1);
  });

  it('says what to write when no VM is called so, or several are', async () => {
    const world = createWorld();
    await world.say(ADA, 'check nowhere-01');
    expect(world.told(ADA)).toContain('I know no VM called nowhere-01.');
    const [first] = world.cloud.vms;
    const twin = vmOf(first!.name, [22], { resourceGroup: 'rg-other' });
    world.cloud.vms.push(twin);
    await world.say(ADA, `check ${first!.name}`);
    expect(world.told(ADA)).toContain(`There are 2 VMs called ${first!.name}.`);
  });
});
