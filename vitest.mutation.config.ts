import { defineConfig } from 'vitest/config';

/** What `npm run test:mutation` asks: of the pure floor its own tests, of the flow those of who may do what. */
const ACCESS = [
  'test/access/{decide,approvals-model,approve-for-less,may-step,start,leavers}.test.ts',
  'test/access/policy{,-composition,-parts,-source,-looked-up,-people}.test.ts',
  'test/dangers/h{02,05}*.test.ts',
  'test/dangers/{h06-nobody-approves,h10-late-clicks,h16-people-in-the-policy}.test.ts',
];
const FLOW = [
  'test/dangers/{h03-address-alone-opens-nothing,h06-looked-up-groups,h06-stages-and-ladders,h17-removed-approver}.test.ts',
  'test/flow/{roles,stages,looked-up,checks,who-may,hold,break-glass,leavers,policy-change}.test.ts',
];

export default defineConfig({
  resolve: { alias: { 'fast-check': new URL('test/mutation/few-runs.ts', import.meta.url).pathname } },
  test: {
    include: process.env.MUTATE === 'flow' ? FLOW : ACCESS,
    isolate: false,
    testTimeout: 20_000,
    maxWorkers: 1,
  },
});
