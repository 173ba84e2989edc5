import { defineConfig } from 'vitest/config';

// `unit` shares one process (pure code, no fake timers left on); the rest start servers and processes of their own.
const OWN_PROCESS = [
  'test/sandbox/**/*.test.ts',
  'test/cloud/**/*.test.ts',
  'test/chat/**/*.test.ts',
  'test/e2e/**/*.test.ts',
  'test/store/**/*.test.ts',
  'test/cli/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: OWN_PROCESS,
          pool: 'forks',
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: OWN_PROCESS,
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 2,
  },
});
