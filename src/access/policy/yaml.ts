import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';

/** Something in the file that has to be changed: where it is, and what to write. Lines and columns count from 1. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  /** The key path, such as `rules[0].require.maxDuration`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

export type Path = readonly PropertyKey[];

/** A file as data, and where in the text each key path stands. */
export interface Read {
  readonly data: unknown;
  /** Faults that leave the data readable, so that the rest is checked as well. */
  readonly faults: readonly Fault[];
  readonly faultAt: (path: Path, message: string, at?: 'key' | 'value') => Fault;
}

/** Ten thousand rules of some length; below it the parser takes seconds at most. In characters. */
const MAX_CHARACTERS = 4_000_000;

/** Reads YAML 1.2. What lets a file say something other than it seems (aliases, tags, repeated keys) is a fault. */
export function readYaml(text: string): Read | { readonly unreadable: readonly Fault[] } {
  const whole = (message: string): { unreadable: readonly Fault[] } => ({
    unreadable: [{ line: 1, column: 1, path: '', message }],
  });
  if (text.length > MAX_CHARACTERS) {
    return whole(`the file has ${text.length} characters: a policy may have ${MAX_CHARACTERS}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (offset: number, path: Path, message: string): Fault => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), path: formatPath(path), message };
  };
  const { faults, unreadable } = faultsOf(document, (offset, message) => at(offset, [], message));
  if (unreadable.length > 0) return { unreadable: [...unreadable, ...faults] };
  if (document.contents === null) return whole('the file is empty: write at least "rules:" with one rule');
  const faultAt = (path: Path, message: string, what: 'key' | 'value' = 'value'): Fault =>
    at(offsetOf(document.contents, path, what), path, message);
  return { data: document.toJS({ maxAliasCount: 0 }), faults, faultAt };
}

/** What is wrong with the text itself; after an unreadable fault nothing else can be checked. */
function faultsOf(document: Document.Parsed, at: (offset: number, message: string) => Fault) {
  const { tags, unplain, hidden, odd } = tricks(document.contents);
  const repeated = document.errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const broken = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  const faults: Fault[] = [
    ...repeated.map(({ pos }) => at(pos[0], 'this key stands here a second time: write it once')),
    ...tags.map((node) => at(startOf(node), 'found a tag (!): write the plain value without it')),
    ...hidden.map((node) => at(startOf(node), 'found "__proto__": write another word')),
  ];
  const unreadable: Fault[] = [
    ...broken.map(({ pos, code, message }) => at(pos[0], SENTENCES[code] ?? `this is not YAML: ${message}`)),
    ...unplain.map((node) => at(startOf(node), 'found an anchor or alias (& or *): write the value out')),
    ...odd.map((node) => at(startOf(node), `found the key "${node.value}": write another word`)),
    // YAML 1.1 reads other things into the same text: `no` as false, 010 as 8.
    ...(document.directives.yaml.version === '1.2'
      ? []
      : [at(0, 'policies are YAML 1.2: leave the %YAML line out')]),
  ];
  return { faults, unreadable };
}

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: 'a second document begins here: write one policy in one file, without "---"',
  NON_STRING_KEY: 'a key is a plain word: write it without brackets',
  RESOURCE_EXHAUSTION: 'this is nested too deeply to be a policy',
};

interface Tricks extends Record<'tags' | 'unplain' | 'hidden', readonly Node[]> {
  readonly odd: readonly Scalar[];
}

/** What JavaScript asks of anything that it compares: a block with such a key makes the checks throw. */
const ODD: ReadonlySet<unknown> = new Set(['toString', 'valueOf']);

/** Nodes with a tag of their own; and anchors and aliases, which can also grow without bound. */
function tricks(contents: unknown): Tricks {
  const [tags, unplain, hidden]: [Node[], Node[], Node[]] = [[], [], []];
  const odd: Scalar[] = [];
  if (!isNode(contents)) return { tags, unplain, hidden, odd };
  visit(contents, {
    Pair: (_, { key }) => {
      if (isScalar(key) && ODD.has(key.value)) odd.push(key);
    },
    Node: (_, node) => {
      // A key that JavaScript reads as something else than data.
      if (isScalar(node) && node.value === '__proto__') hidden.push(node);
      if (isAlias(node) || node.anchor !== undefined) unplain.push(node);
      else if (node.tag !== undefined) tags.push(node);
    },
  });
  return { tags, unplain, hidden, odd };
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

/** Where a path stands; of what is missing, the nearest key above it. */
function offsetOf(contents: unknown, path: Path, what: 'key' | 'value'): number {
  let offset = startOf(contents);
  let node = contents;
  for (const [index, part] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      : undefined;
    const next: unknown = isPair(pair) ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
    if (next === undefined) return offset;
    const wantsKey = (what === 'key' && index === path.length - 1) || isMap(next) || isSeq(next);
    offset = isPair(pair) && (wantsKey || startOf(next) === 0) ? startOf(pair.key) : startOf(next);
    node = next;
  }
  return offset;
}

/** `rules[0].match.tags.env` */
const formatPath = (path: Path): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
