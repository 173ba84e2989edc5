import fc from '../../node_modules/fast-check/lib/fast-check.js';

export * from '../../node_modules/fast-check/lib/fast-check.js';

/** A mutant is met hundreds of times: a property is tried this often, and always with the same inputs. */
const MOST_RUNS = 150;

const assert: typeof fc.assert = (property, parameters = {}) =>
  fc.assert(property as never, {
    ...(parameters as object),
    numRuns: Math.min(MOST_RUNS, parameters.numRuns ?? 100),
    ...{ seed: 1, endOnFailure: true },
  }) as never;

/** fast-check as the tests import it, in the place of which `vitest.mutation.config.ts` puts this. */
export default { ...fc, assert };
