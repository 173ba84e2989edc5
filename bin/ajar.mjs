#!/usr/bin/env node
// First the version check, in plain JavaScript; only then anything that an older Node could not read.
import './check-node.mjs';

const { run } = await import('../src/cli/cli.ts');
const { sandboxCommands } = await import('../sandbox/commands.ts');
await run(process.argv, [sandboxCommands]);
