import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readPolicy } from '../access/policy/policy-file.ts';

/** `ajar policy check FILE`: exit 0 when the file is a policy, 1 with every fault in it, 2 when it cannot be read. */
export const policyCommand = (): Command =>
  new Command('policy')
    .description('Works with policy files (see docs/policy.md).')
    .addCommand(
      new Command('check')
        .description(
          'Says whether a policy file is right, and if not, every fault in it with line and column.',
        )
        .argument('<file>', 'the policy file (YAML)')
        .action(check),
    );

async function check(file: string): Promise<void> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    process.stderr.write(`ajar: cannot read ${file}: ${WHY[error.code ?? ''] ?? error.message}\n`);
    process.exitCode = 2;
  });
  if (bytes === undefined) return;
  const read = readPolicy(bytes.toString('utf8'), sha256);
  if ('policy' in read) {
    const { rules, groups, hash } = read.policy;
    const facts = [count(rules.length, 'rule'), count(Object.keys(groups).length, 'group'), `sha256 ${hash}`];
    process.stdout.write(`${file} is a valid policy: ${facts.join(', ')}\n`);
    return;
  }
  for (const { line, column, path, message } of read.faults) {
    process.stdout.write(`${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}\n`);
  }
  process.stdout.write(`${file} is not a valid policy: ${count(read.faults.length, 'fault')}\n`);
  process.exitCode = 1;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EACCES: 'this user may not read it.',
  EISDIR: 'it is a folder. Name the file in it.',
};
