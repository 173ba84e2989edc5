/** One exact name of a right, as the vendor has it. */
export interface Named {
  readonly name: string;
  /** In words, after "to". */
  readonly why: string;
  readonly without: string;
}

/** What is to be done: a sentence, and the command where there is one. */
export interface Step {
  readonly say: string;
  readonly run?: readonly string[];
}

/** One thing that an administrator grants. */
export interface Grant {
  readonly title: string;
  readonly why: string;
  /** What breaks without it. */
  readonly without: string;
  readonly names?: readonly Named[];
  readonly how: readonly Step[];
  readonly undo: readonly Step[];
}

/** What is handed over to one administrator. */
export interface Page {
  readonly file: string;
  readonly title: string;
  readonly intro: string;
  /** Ids and addresses that the commands are about. */
  readonly facts: readonly (readonly [string, string])[];
  readonly grants: readonly Grant[];
  /** What they send back. */
  readonly back: readonly string[];
}

/** As Markdown. */
export function renderPage({ title, intro, facts, grants, back }: Page): string {
  return [
    `# ${title}`,
    '',
    WHAT_AJAR_IS,
    '',
    intro,
    '',
    ...(facts.length > 0
      ? [
          ...table(
            ['what', 'which'],
            facts.map(([name, value]) => [name, code(value)]),
          ),
          '',
        ]
      : []),
    ...grants.flatMap((grant, index) => renderGrant(grant, index + 1)),
    ...(back.length > 0 ? ['## Please send back', '', ...back.map((each) => `- ${each}`), ''] : []),
    'Whether it is all there, `npm run -s ajar -- doctor` says to whoever runs Ajar.',
    '',
  ].join('\n');
}

const WHAT_AJAR_IS =
  "Ajar is a chat bot that opens a VM's ports just in time, for one person, from one address, for a while, once somebody has approved it, and " +
  'closes them again. This page was written by `ajar init`, with the ids of your organisation; it holds no secret.';

const renderGrant = (
  { title, why, without, names = [], how, undo }: Grant,
  number: number,
): readonly string[] => [
  `## ${number}. ${title}`,
  '',
  `**Why:** ${why}`,
  '',
  `**Without it:** ${without}`,
  '',
  ...(names.length > 0 ? [...namesTable(names), ''] : []),
  '**To grant it:**',
  '',
  ...steps(how),
  '**To undo it:**',
  '',
  ...steps(undo),
];

const namesTable = (names: readonly Named[]): readonly string[] =>
  table(
    ['exactly', 'to', 'without it'],
    names.map(({ name, why, without }) => [code(name), why, without]),
  );

const steps = (all: readonly Step[]): readonly string[] =>
  all.flatMap(({ say, run }, index) => [
    `${all.length > 1 ? `${index + 1}. ` : ''}${say}`,
    '',
    ...(run ? block(run, all.length > 1 ? '   ' : '') : []),
  ]);

const block = (lines: readonly string[], indent: string): readonly string[] => [
  ...['```sh', ...lines, '```'].map((line) => `${indent}${line}`),
  '',
];

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`);
