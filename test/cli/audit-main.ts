// The audit commands on a store file (first argument), as the real command line would run them.
import { Command } from 'commander';
import { auditCommand } from '../../src/cli/audit.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';

const [node = '', script = '', file = '', ...rest] = process.argv;
const open = async () => createSqliteStore({ file, mustExist: true });
await new Command('ajar').addCommand(auditCommand(open)).parseAsync([node, script, ...rest]);
