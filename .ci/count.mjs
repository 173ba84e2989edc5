// Counts a Vitest JSON report for .ci/run, and lists how the end-to-end stories ran. Plain JavaScript: any Node reads it.
import { readFileSync } from 'node:fs';

const [, , reportFile, testsExit, staticFailed] = process.argv;
let report;
try {
  report = JSON.parse(readFileSync(reportFile, 'utf8'));
} catch (error) {
  console.log(`The tests left no report that can be read: ${error.message}`);
  report = { testResults: [] };
}

const files = report.testResults;
const tests = files.flatMap((file) =>
  file.assertionResults.map((test) => ({ ...test, story: /[\\/]test[\\/]e2e[\\/]/.test(file.name) })),
);
const count = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
// A file that could not even be loaded fails without a failed test in it.
const broken = files.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
);
let failed = count('failed') + broken.length;
if (failed === 0 && testsExit !== '0') {
  console.log(`The tests ended with exit code ${testsExit} though none of them failed: see above.`);
  failed = 1;
}

console.log('\n== Stories from end to end');
for (const { fullName, status } of tests.filter(({ story }) => story)) console.log(`${status}: ${fullName}`);
for (const { name, message } of broken) console.log(`could not be loaded: ${name}: ${message}`);
if (staticFailed !== '0') {
  console.log('The static checks failed: see above.');
  failed += 1;
}
console.log(
  `${count('passed')} passed, ${failed} failed, ${count('pending', 'skipped', 'todo', 'disabled')} skipped`,
);
process.exitCode = failed > 0 ? 1 : 0;
