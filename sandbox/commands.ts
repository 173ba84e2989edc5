import type { Command } from 'commander';

/** The commands that need the sandbox; src never imports it, so the entry point hands them to the command line. */
export const sandboxCommands = (): readonly Command[] => [];
