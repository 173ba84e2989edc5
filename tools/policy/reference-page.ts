import type { JsonSchema } from '../../src/access/policy/json-schema.ts';

/** A block of the policy file: where it stands (`rules[].match`), and its keys. */
interface Block {
  readonly path: string;
  readonly schema: JsonSchema;
}

const HEAD = `# Every key of a policy

This page is written by \`npm run -s policy:docs\` from the schema that reads the file, so that it has every key there is and no other;
a test holds it to that. [policy.md](policy.md) says how rules are combined and what the keys mean together. Editors that know
YAML schemas check a file while it is written: begin it with

    # yaml-language-server: $schema=https://…/policy.schema.json

and the address or path of [policy.schema.json](policy.schema.json), which \`ajar policy schema\` prints too. Names that the file does not
define, and what looks at several keys at once, only \`ajar policy check\` tells.
`;

/** The page of all keys: a table for each block, in the order of the file. */
export const referencePage = (schema: JsonSchema): string =>
  `${[HEAD, ...blocksIn(schema).map(sectionOf)].join('\n')}`;

/** Every block, each once: what stands at several places is told at the first. */
function blocksIn(whole: JsonSchema): readonly Block[] {
  const found = new Map<string, Block>();
  const visit = (schema: JsonSchema, path: string): void => {
    const { properties, items, additionalProperties, anyOf = [] } = schema;
    for (const each of anyOf) visit(each, path);
    if (items !== undefined) visit(items, path.endsWith('[]') ? path : `${path}[]`);
    if (typeof additionalProperties === 'object') visit(additionalProperties, `${path}.*`);
    if (properties === undefined) return;
    const key = JSON.stringify(properties);
    if (found.has(key)) return;
    found.set(key, { path, schema });
    for (const [name, each] of Object.entries(properties))
      visit(each, path === '' ? name : `${path}.${name}`);
  };
  visit(whole, '');
  return [...found.values()];
}

function sectionOf({ path, schema }: Block): string {
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const needed = schema.required?.includes(key) ? 'yes' : '';
    return `| \`${key}\` | ${cell(value.description ?? '')} | ${cell(formOf(value))} | ${needed} |`;
  });
  const title = path === '' ? 'The file' : `\`${path}\``;
  return [`## ${title}`, '', '| key | what it is | form | needed |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** What is written there: `duration, 1m to 24h`, `1 to 20`, `list of routes`. */
function formOf(schema: JsonSchema): string {
  const { title, anyOf, items, properties, additionalProperties } = schema;
  if (anyOf !== undefined) return anyFormOf(anyOf);
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((each) => `\`${String(each)}\``).join(', ');
  if (items !== undefined) return `list: ${formOf(items)}`;
  if (properties !== undefined) return 'block';
  if (typeof additionalProperties === 'object') return `names, each with: ${formOf(additionalProperties)}`;
  if (schema.minimum !== undefined) return `${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'boolean') return '`true`, `false`';
  return title ?? 'text';
}

/** One value or a list of the same is told as one. */
function anyFormOf(all: readonly JsonSchema[]): string {
  const [first, second] = all;
  const isOneOrMore = all.length === 2 && JSON.stringify(second?.items) === JSON.stringify(first);
  if (first && isOneOrMore) return `${formOf(first)}; one or a list`;
  return [...new Set(all.map(formOf))].join(', or ');
}
