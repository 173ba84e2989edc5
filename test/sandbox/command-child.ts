import { sandboxCommand } from '../../sandbox/azure/command.ts';

await sandboxCommand().parseAsync(process.argv);
