import { defineConfig } from 'vitest/config';

/** What `npm run test:mutation` asks, by what it takes parts out of: the quick and sharp ones, since each is run for every mutant. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  steps: [
    'test/access/{decide,decide-results,approvals-model,approve,approve-for-less,may-step,parts,request,start}.test.ts',
    'test/dangers/{h10-late-clicks,h12-newer-decision-overwritten}.test.ts',
  ],
  policy: [
    'test/access/{approvals,approvals-model,compose,rule-index,start}.test.ts',
    'test/access/policy{,-caps,-demands,-fit,-judge,-ladders,-looked-up,-roles,-source,-time,-who}.test.ts',
    'test/dangers/{h02-overlapping-rules,h05-smallest-cap,h06-nobody-approves}.test.ts',
  ],
  flow: [
    'test/flow/{entitle,unmet-check,judge-again,policy-now,may-see,who-may,guests-of-chat-apps,fewer-ports,judge-grants}.test.ts',
  ],
  deeds: [
    'test/flow/{alarm,alarms,chain,claim,failed-traces,life,many-on-one-vm,obstacle,scheduled,security-groups,stop}.test.ts',
    'test/dangers/h{07,09,13,19}-*.test.ts',
  ],
  people: ['test/people/{accounts,links,people}.test.ts'],
};

export default defineConfig({
  resolve: { alias: { 'fast-check': new URL('test/mutation/few-runs.ts', import.meta.url).pathname } },
  test: {
    include: [...(TESTS[process.env.MUTATE ?? 'steps'] ?? [])],
    isolate: false,
    testTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 1,
  },
});
