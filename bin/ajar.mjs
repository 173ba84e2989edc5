#!/usr/bin/env node
// First the version check, in plain JavaScript; only then anything that an older Node could not read.
import './check-node.mjs';
import { existsSync } from 'node:fs';

const { run } = await import('../src/cli/cli.ts');
// A container has no sandbox, and no demo.
const sandbox = new URL('../sandbox/commands.ts', import.meta.url);
const extra = existsSync(sandbox) ? [(await import(sandbox.href)).sandboxCommands] : [];
await run(process.argv, extra);
