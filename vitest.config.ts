import { statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 1e9;

/** The store waits for the disk at every change, which is most of the time that some tests take; in memory there is no disk to wait for. */
function hasMemoryFolder(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false; // not Linux
  }
}

if (process.env.TMPDIR === undefined && hasMemoryFolder()) process.env.TMPDIR = MEMORY;

// `unit` shares one process (pure code, no fake timers left on); the rest start servers and processes of their own.
const OWN_PROCESS = [
  'test/sandbox/**/*.test.ts',
  'test/cloud/**/*.test.ts',
  'test/chat/**/*.test.ts',
  'test/e2e/**/*.test.ts',
  'test/store/**/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/bench/**/*.test.ts',
  'test/network/**/*.test.ts',
];

/** Those that take longest, so that no worker is left alone with one at the end; where there is no cache the others go by size. */
const FIRST = [
  /e2e\/stories/,
  /e2e\/demo/,
  /e2e\/restart/,
  /cloud\/azure\/(roles|providers)/,
  /chat\/\w+\/stories/,
];

/** A machine that is busy with the other tests takes its time; a poll ends as soon as it holds. */
const PATIENTLY = { poll: { timeout: 15_000 } };

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = FIRST.findIndex((each) => each.test(moduleId));
      return found < 0 ? FIRST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: OWN_PROCESS,
          pool: 'forks',
          isolate: false,
          testTimeout: 60_000,
          expect: PATIENTLY,
        },
      },
      {
        test: {
          name: 'integration',
          include: OWN_PROCESS,
          pool: 'forks',
          testTimeout: 120_000,
          expect: PATIENTLY,
          hookTimeout: 120_000,
        },
      },
    ],
    // One more than a small machine has cores: much of what the stories do is wait.
    maxWorkers: 3,
  },
});
