import { Command } from 'commander';
import { bypassCommand } from './azure-bypass.ts';
import { roleCommand } from './azure-role.ts';

/** `ajar azure …`: what concerns Azure and no VM. */
export const azureCommand = (): Command =>
  new Command('azure')
    .description('what Ajar needs of Azure')
    .addCommand(roleCommand())
    .addCommand(bypassCommand());
