import { portAhead, readPorts } from './read-ports.ts';
import { type Reading, type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';
import { isJitVerb } from './vocabulary.ts';

const MANY =
  'In chat just-in-time access is set up one VM at a time. Many at once, by tag or resource group, are set up on the command line: ajar jit.';

/** What only a sentence about just-in-time access itself says; `none` when nothing of the kind stands here. */
export function readJit(reading: Reading, token: Token): Refusal | 'none' | undefined {
  const { verb, cursor, vocabulary } = reading;
  if (!isJitVerb(verb)) return 'none';
  const named = vocabulary.jit.find(cursor);
  if (named) {
    cursor.skip(named.length);
    return undefined;
  }
  if (saysMany(reading)) return refuse(token, MANY);
  // "for 22, 3389": what is set up has no length, so that a number alone is a port.
  if (vocabulary.introducers.find(cursor)?.meaning !== 'for' || !portAhead(reading, 1)) return 'none';
  cursor.skip(1);
  return readPorts(reading);
}

/** "on all vms", "in rg-web", "tag env=prod": more than one VM. */
function saysMany({ cursor, vocabulary, slots }: Reading): boolean {
  const meaning = vocabulary.introducers.find(cursor)?.meaning;
  const ahead = meaning === 'where' || meaning === 'for' ? 1 : 0;
  return (
    (meaning === 'in' && slots.vms.size === 0) ||
    vocabulary.all.find(cursor, ahead) !== undefined ||
    vocabulary.vmFilters.find(cursor, ahead) !== undefined ||
    vocabulary.introducers.find(cursor, ahead)?.meaning === 'group'
  );
}
