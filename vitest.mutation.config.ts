import { defineConfig } from 'vitest/config';

/** What `npm run test:mutation` asks, by what it takes parts out of. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  steps: [
    'test/access/{decide,decide-results,approvals-model,approve,approve-for-less,may-step,start}.test.ts',
    'test/dangers/{h10-late-clicks,h12-newer-decision-overwritten}.test.ts',
  ],
  policy: [
    'test/access/{approvals,approvals-model,compose,start}.test.ts',
    'test/access/policy{,-composition,-parts,-source,-looked-up,-people}.test.ts',
    'test/dangers/h{02,05}*.test.ts',
    'test/dangers/{h06-nobody-approves,h16-people-in-the-policy}.test.ts',
  ],
  flow: [
    'test/dangers/{h03-address-alone-opens-nothing,h06-looked-up-groups,h06-stages-and-ladders}.test.ts',
    'test/dangers/{h11-cannot-tell,h17-removed-approver}.test.ts',
    'test/flow/{entitle,roles,stages,looked-up,checks,who-may,hold,break-glass,leavers,policy-change}.test.ts',
  ],
};

export default defineConfig({
  resolve: { alias: { 'fast-check': new URL('test/mutation/few-runs.ts', import.meta.url).pathname } },
  test: {
    include: [...(TESTS[process.env.MUTATE ?? 'steps'] ?? [])],
    isolate: false,
    testTimeout: 120_000,
    maxWorkers: 1,
  },
});
