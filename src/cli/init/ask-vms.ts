import type { Vm } from '../../access/vm.ts';
import type { PolicyAnswers } from './answers.ts';
import type { Choice, Prompts } from './prompts.ts';

type Vms = PolicyAnswers['vms'];
type Kind = 'tag' | 'resourceGroups' | 'names' | 'all';

/** More of them are no list to choose from. */
const MOST = 30;
const TYPED = '';

/** Which VMs the rule is about: chosen from those that Azure has shown, or typed. */
export async function askVms(
  prompts: Prompts,
  before: Vms | undefined,
  found: readonly Vm[],
  fault: (vms: Vms) => string | undefined,
): Promise<Vms> {
  const kind = await prompts.choose<Kind>({
    message: `Which VMs?${found.length > 0 ? ` (Azure shows ${found.length}.)` : ''}`,
    choices: [
      { value: 'tag', name: 'those with a tag' },
      { value: 'resourceGroups', name: 'those in resource groups' },
      { value: 'names', name: 'those with these names' },
      { value: 'all', name: 'all that it can see' },
    ],
    known: before && kindOf(before),
    usual: 'tag',
  });
  if (kind === 'all') return 'all';
  if (kind === 'tag') return { tags: await askTag(prompts, before, found, (tags) => fault({ tags })) };
  const known =
    before && before !== 'all' && kind in before ? (before as Record<string, string[]>)[kind] : undefined;
  const judge = (words: string[]) =>
    words.length === 0
      ? 'Name one at least.'
      : fault(kind === 'names' ? { names: words } : { resourceGroups: words });
  const all = countsOf(found.map((vm) => (kind === 'names' ? vm.name : vm.resourceGroup)));
  const words = await askWords(
    prompts,
    kind === 'names' ? 'Their names' : 'The resource groups',
    known,
    all,
    judge,
  );
  return kind === 'names' ? { names: words } : { resourceGroups: words };
}

function kindOf(vms: Vms): Kind {
  if (vms === 'all') return 'all';
  if ('tags' in vms) return 'tag';
  return 'names' in vms ? 'names' : 'resourceGroups';
}

async function askTag(
  prompts: Prompts,
  before: Vms | undefined,
  found: readonly Vm[],
  fault: (tags: Record<string, string>) => string | undefined,
): Promise<Record<string, string>> {
  const known =
    before && before !== 'all' && 'tags' in before
      ? Object.entries(before.tags).map(([key, value]) => `${key}=${value}`)[0]
      : undefined;
  const all = countsOf(
    found.flatMap(({ tags }) => Object.entries(tags).map(([key, value]) => `${key}=${value}`)),
  );
  if (all.length > 0) {
    const chosen = await prompts.choose({
      message: 'Which tag?',
      choices: [...all, { value: TYPED, name: 'another' }],
      known,
    });
    if (chosen !== TYPED) return tagOf(chosen);
  }
  const text = await prompts.text({
    ...{ message: 'The tag, as key=value (* stands for anything):', known, usual: 'env=prod' },
    judge: (typed) => (/^[^=\s]+=\S/.test(typed) ? fault(tagOf(typed)) : 'Write it as key=value.'),
  });
  return tagOf(text);
}

function tagOf(text: string): Record<string, string> {
  const at = text.indexOf('=');
  return { [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

async function askWords(
  prompts: Prompts,
  what: string,
  known: readonly string[] | undefined,
  all: readonly Choice<string>[],
  judge: (words: string[]) => string | undefined,
): Promise<string[]> {
  if (all.length > 0) {
    const chosen = await prompts.several({ message: `${what} (none to type them):`, choices: all, known });
    if (chosen.length > 0) return [...chosen];
  }
  const wordsOf = (text: string) => text.split(/[\s,]+/).filter(Boolean);
  const message = `${what}, with commas (* stands for anything):`;
  return wordsOf(
    await prompts.text({ message, known: known?.join(', '), judge: (text) => judge(wordsOf(text)) }),
  );
}

/** The commonest first, each with how many VMs it is of. */
function countsOf(words: readonly string[]): readonly Choice<string>[] {
  const counted = [...Map.groupBy(words, (word) => word)].map(([value, all]) => ({
    value,
    count: all.length,
  }));
  return counted
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value))
    .slice(0, MOST)
    .map(({ value, count }) => ({ value, name: `${value} (${count === 1 ? '1 VM' : `${count} VMs`})` }));
}
