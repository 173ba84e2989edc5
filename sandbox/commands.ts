import type { Command } from 'commander';
import { sandboxCommand } from './azure/command.ts';
import { demoCommand } from './demo/command.ts';

/** The commands that need the sandbox; src never imports it, so the entry point hands them to the command line. */
export const sandboxCommands = (): readonly Command[] => [sandboxCommand(), demoCommand()];
