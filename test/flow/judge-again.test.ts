import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { AccessRequest, Continuation, Status } from '../../src/access/request.ts';
import type { Vm } from '../../src/access/vm.ts';
import type { Deps } from '../../src/flow/deps.ts';
import { judgeAgain, seeVms, wishOf } from '../../src/flow/step/judge-again.ts';
import { onlyWatching, writesNothing } from '../../src/flow/step/only-watching.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { judgingDeps } from '../fakes/judging.ts';
import { POLICY, policyOf } from '../fakes/policy.ts';
import { grantOf, NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';
import { vmOf } from '../fakes/vms.ts';

const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR);
const VM = vmOf('vm-prod-01', [3389], { tags: { env: 'prod' }, os: 'windows' });
const POLICY_NOW = policyOf(POLICY);
const asked = (more: Partial<AccessRequest> = {}) => requestThatIs('pending', more);
const refused = (words: string) => ({ refused: expect.stringContaining(words) });

/** With the VM as the cloud shows it now. */
const depsOf = (
  more: Partial<Deps> = {},
  fresh: (id: string) => Promise<Vm | undefined> = async () => VM,
): Deps => judgingDeps({ inventory: { ...judgingDeps().inventory, fresh }, ...more });

describe('the policy of now on a request that waits', () => {
  const judged = (policy: string, request = asked()) =>
    judgeAgain(depsOf({ policy: () => policyOf(policy) }), request);

  it('lets it be as long as a rule gives it, with what that rule asks now', async () => {
    expect(await judged(POLICY.replace('count: 1', 'count: 2'))).toMatchObject({
      verdict: { rules: ['production'], requirements: [{ count: 2, group: 'approvers' }] },
      vms: [VM],
    });
  });

  it('ends it where no rule gives it any more, and where a rule denies what would really open', async () => {
    expect(await judged(POLICY.replace('env: prod', 'env: other'))).toEqual({
      ...refused('does not allow this any more: No rule'),
      final: true,
    });
    const denied = `${POLICY}  - { id: no-rdp, match: { ports: ['3389/udp'] }, deny: 'Not over UDP.' }\n`;
    const opens = { number: 3389, protocol: '*' } as const;
    expect(await judged(denied)).toMatchObject({ vms: [VM] });
    expect(await judged(denied, asked({ grants: [{ ...grantOf('planned'), opens }] }))).toEqual({
      ...refused('Not over UDP.'),
      final: true,
    });
  });

  it('ends it where Ajar only watches by now', async () => {
    expect(await judged(`mode: watch\n${POLICY}`)).toEqual({
      ...refused('only watches in rg-demo: it opens nothing there'),
      final: true,
    });
    expect(writesNothing(VM)).toContain('only watches in rg-demo: it writes nothing');
    const judgement = { allowed: false, refused: 'No.', rules: [], policy: 'p' } as const;
    const twice = [VM, VM, vmOf('web-09', [], { resourceGroup: 'rg-two' })];
    expect(onlyWatching(depsOf(), twice, judgement)).toContain('only watches in rg-demo, rg-two, so');
  });

  it('H11: leaves it as it is where the directory cannot say, and ends it where its requester is gone', async () => {
    const standing = (answer: () => Promise<'gone'>) =>
      judgeAgain(depsOf({ people: { ...createStaticPeople(() => POLICY_NOW), standing: answer } }), asked());
    expect(await standing(() => new Promise(() => undefined))).toEqual({
      ...refused('Nothing has changed'),
      final: false,
    });
    expect(await standing(async () => 'gone')).toEqual({ ...refused('disabled or deleted'), final: true });
  });

  it('asks again what the verdict at asking asked, whatever the rules say now', async () => {
    const rights = { has: async () => ({ confirmed: false, why: 'No right.' }) as const };
    const verdict = { ...VERDICT, checks: [{ kind: 'azure', right: 'azure-reader', rule: 'old' }] as const };
    expect(await judgeAgain(depsOf({ rights }), asked({ verdict } as Partial<AccessRequest>))).toEqual({
      ...refused('No right. (rule "old")'),
      final: true,
    });
  });
});

describe('a VM', () => {
  it('that was replaced, or is gone, ends the request', async () => {
    for (const vm of [{ ...VM, vmId: 'another' }, undefined]) {
      const deps = depsOf({}, async () => vm);
      const no = { ...refused('not the VM any more'), final: true };
      expect(await seeVms(deps, asked())).toEqual(no);
      expect(await judgeAgain(deps, asked())).toEqual(no);
    }
  });

  it('among several that is another one is named', async () => {
    const second = vmOf('vm-prod-02', [3389]);
    const request = asked({ grants: [grantOf('planned'), { ...grantOf('planned', 'g2'), vm: second }] });
    const deps = depsOf({}, async (id) => (id === VM.id ? VM : { ...second, vmId: 'new' }));
    expect(await seeVms(deps, request)).toEqual({
      ...refused('vm-prod-02 is'),
      final: true,
    });
  });

  it('H11: that cannot be read leaves it as it is', async () => {
    const broken = depsOf({}, () => Promise.reject(new Error('down')));
    expect(await seeVms(broken, asked())).toEqual({ ...refused('could not check the VM'), final: false });
    const [why, said]: [Error, unknown[]] = [new Error('down'), []];
    const log = { ...broken.log, warn: (...all: readonly unknown[]) => void said.push(all) };
    await seeVms(
      depsOf({ log }, () => Promise.reject(why)),
      asked(),
    );
    expect(said).toEqual([[{ request: 'aj-000001', error: why }, expect.any(String)]]);
    const hangs = depsOf({}, () => new Promise(() => undefined));
    expect(await judgeAgain(hangs, asked())).toEqual({ ...refused('could not check the VM'), final: false });
  });
});

describe('an extension', () => {
  const continues: Continuation = { id: 'aj-000009', from: at(1), chainStart: at(-1), count: 2 };
  const extending = (status: Status | undefined, more: Partial<AccessRequest> = {}) => {
    const find = async (id: string) =>
      status === undefined || id !== continues.id
        ? undefined
        : ({ request: requestThatIs(status, more), version: 1 } as never);
    return judgeAgain(depsOf({ store: { ...depsOf().store, find } }), asked({ continues, durationMs: HOUR }));
  };

  it('has nothing to extend where the other one ended otherwise than at its end', async () => {
    const ending = { kind: 'closed-early', by: RILEY } as const;
    for (const [status, more] of [
      ['closed', { ending }],
      ['closing', { ending }],
      ['cancelled', {}],
    ] as const)
      expect(await extending(status, more as Partial<AccessRequest>)).toEqual({
        ...refused('aj-000009, which it extends, ended early'),
        final: true,
      });
  });

  it('goes on while the other one is opening or open, and after it expired or was pruned', async () => {
    for (const status of ['opening', 'open', 'closing', 'closed', undefined] as const)
      expect(await extending(status)).toMatchObject({ vms: [VM] });
  });

  it('is judged as the whole chain, and by what was met of it', () => {
    const met = [{ group: 'approvers', count: 1 }];
    const request = asked({ continues, durationMs: HOUR });
    expect(wishOf(depsOf(), request, [VM])).toMatchObject({
      ...{ at: at(1), durationMs: HOUR, chainMs: 3 * HOUR, extension: 2, met: [] },
    });
    expect(wishOf(depsOf(), { ...request, continues: { ...continues, met } }, [VM])).toMatchObject({ met });
  });
});

describe('what the policy is asked', () => {
  const wish = (more: Partial<AccessRequest> = {}) => wishOf(depsOf(), asked(more), [VM]);
  const plain = {
    ...{ requester: RILEY.id, vms: [VM], ports: [{ number: 3389, protocol: 'tcp' }] },
    ...{ sources: ['203.0.113.7/32'], durationMs: 2 * HOUR, at: NOW },
  };

  it('is what the request says, and nothing that it does not say', () => {
    expect(wish()).toStrictEqual(plain);
    expect(
      wish({ justification: 'disk full', ticket: 'INC-1', askedBy: AVERY, breakGlass: true }),
    ).toStrictEqual({
      ...plain,
      ...{ justification: 'disk full', ticket: 'INC-1', askedBy: AVERY.id, breakGlass: true },
    });
  });

  it('is about its own time: from its start, and no longer than to the instant that was said', () => {
    expect(wish({ startsAt: at(3) })).toStrictEqual({ ...plain, at: at(3), aheadMs: 3 * HOUR });
    expect(wish({ startsAt: NOW })).toStrictEqual(plain);
    expect(wish({ notAfter: at(0.5) })).toStrictEqual({ ...plain, durationMs: HOUR / 2 });
    expect(wish({ notAfter: NOW })).toStrictEqual(plain);
  });
});
