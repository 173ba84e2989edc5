import { describe, expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import type { Check } from '../../src/access/verdict.ts';
import type { Deps } from '../../src/flow/deps.ts';
import { unmetCheck } from '../../src/flow/step/checks.ts';
import type { Confirmed } from '../../src/ports/checks.ts';
import { Unknown } from '../../src/ports/people.ts';
import { judgingDeps } from '../fakes/judging.ts';
import { VERDICT } from '../fakes/requests.ts';
import { vmOf } from '../fakes/vms.ts';

const YES: Confirmed = { confirmed: true };
const no = (why: string): Confirmed => ({ confirmed: false, why });
const TICKET: Check = { kind: 'ticket', hook: 'desk', rule: 'r' };
const AZURE: Check = { kind: 'azure', right: 'azure-jit', rule: 'r' };
const VMS = [vmOf('web-01', [22]), vmOf('web-02', [22])];
const ASKED = {
  ...{ requester: RILEY.id, vms: VMS, ports: [{ number: 22, protocol: 'tcp' as const }] },
  ...{ sources: ['203.0.113.7/32'], durationMs: 1, ticket: 'INC-1' },
};

/** What is unmet, where the checks answer so. */
const unmet = (
  checks: readonly Check[],
  answers: Partial<Pick<Deps, 'rights' | 'tickets' | 'log'>>,
  asked = {},
) => unmetCheck(judgingDeps(answers), { ...VERDICT, checks }, { ...ASKED, ...asked });
const desk = (answer: () => Promise<Confirmed>) => ({ tickets: { confirm: answer } });
const rights = (...answers: readonly Confirmed[]) => {
  const left = [...answers];
  return { rights: { has: async () => left.shift() ?? YES } };
};

const noting =
  (asked: unknown[]) =>
  async (...all: readonly unknown[]): Promise<Confirmed> => {
    asked.push(all);
    return YES;
  };

describe('what the policy asks beside approvals', () => {
  it('is met where nothing is asked, without a question', async () => {
    expect(await unmetCheck(judgingDeps(), VERDICT, ASKED)).toBeUndefined();
    expect(await unmet([], {})).toBeUndefined();
  });

  it('is met where every answer is yes, for every VM', async () => {
    expect(await unmet([TICKET, AZURE], { ...desk(async () => YES), ...rights() })).toBeUndefined();
    expect(await unmet([AZURE], rights(YES, no('Not there.')))).toEqual({
      ...{ refused: 'Not there. (rule "r")', final: true },
    });
  });

  it('is final where it is known not to be, and that is told before what cannot be told', async () => {
    const down = desk(() => Promise.reject(new Unknown('The desk is down.')));
    expect(await unmet([TICKET, AZURE], { ...down, ...rights(no('No right.')) })).toEqual({
      ...{ refused: 'No right. (rule "r")', final: true },
    });
    expect(await unmet([TICKET, AZURE], { ...down, ...rights() })).toEqual({
      refused: 'I could not check the ticket. The desk is down. Nothing has changed; try again.',
      final: false,
    });
  });

  it.each<[how: string, answer: () => Promise<Confirmed>]>([
    ['fails', () => Promise.reject(new TypeError('x'))],
    ['hangs', () => new Promise(() => undefined)],
  ])('H11: that %s is not so, and says which check it was', async (_, answer) => {
    expect(await unmet([TICKET], desk(answer))).toEqual({
      refused: expect.stringContaining('check the ticket. It did not answer in time. Nothing'),
      final: false,
    });
    expect(await unmet([AZURE], { rights: { has: answer } })).toEqual({
      refused: expect.stringContaining('check what the requester may do in Azure. It did'),
      final: false,
    });
  });

  it('that could not be checked is in the log, with why', async () => {
    const [why, said]: [Error, unknown[]] = [new TypeError('x'), []];
    const log = { ...judgingDeps().log, warn: (...all: readonly unknown[]) => void said.push(all) };
    await unmet([TICKET], { ...desk(() => Promise.reject(why)), log });
    expect(said).toEqual([[{ check: TICKET, error: why }, expect.any(String)]]);
  });

  it('of a ticket is the whole wish, and nothing that it does not say', async () => {
    const asked: unknown[] = [];
    const tickets = { confirm: noting(asked) };
    await unmet([TICKET], { tickets });
    await unmet([TICKET], { tickets }, { justification: 'disk full', request: 'aj-000001' });
    const wish = {
      ...{ ticket: 'INC-1', requester: RILEY.id, sources: ASKED.sources, durationMs: 1 },
      ...{ vms: VMS.map(({ id }) => id), ports: ['22/tcp'] },
    };
    expect(asked).toStrictEqual([
      ['desk', wish],
      ['desk', { ...wish, justification: 'disk full', request: 'aj-000001' }],
    ]);
  });

  it('of no ticket asks nobody', async () => {
    expect(await unmet([TICKET], {}, { ticket: undefined })).toEqual({
      ...{ refused: expect.stringContaining('A ticket has to be named'), final: true },
    });
  });

  it('of Azure is about the requester, the right and each VM', async () => {
    const asked: unknown[] = [];
    await unmet([AZURE], { rights: { has: noting(asked) } });
    expect(asked).toEqual(VMS.map((vm) => [RILEY.id, 'azure-jit', vm]));
  });
});
