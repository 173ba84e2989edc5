/** A change of the code that takes something out. */
export interface Cut {
  readonly file: string;
  /** Stands there once. */
  readonly from: string;
  readonly to: string;
}

/** What keeps a danger away in one place of the code, and the tests that fail once it is taken out. */
export interface Guard extends Cut {
  /** Its number in docs/dangers.md. */
  readonly danger: `H${number}`;
  /** A second one that alone would still keep it away. */
  readonly also?: Cut;
  /** Each of these files has a test that fails then. */
  readonly tests: readonly string[];
}

/** One guard of each danger at least: `npm run test:guards` takes each out and runs its tests. */
export const GUARDS: readonly Guard[] = [
  {
    danger: 'H1',
    file: 'src/chat/slack/talk/words.ts',
    from: 'withoutQuotes(text).replace(MENTION',
    to: 'text.replace(MENTION',
    tests: ['test/dangers/h01-quoted-words-in-slack.test.ts'],
  },
  {
    danger: 'H1',
    file: 'src/chat/teams/talk/click.ts',
    from: 'fields: Object.fromEntries(fields),',
    to: 'fields: data as never,',
    tests: ['test/dangers/h01-forged-clicks-in-teams.test.ts'],
  },
  {
    danger: 'H2',
    file: 'src/access/policy/judge.ts',
    from: 'policy.closed ?? unwelcome(policy, wish) ?? denied(rules);',
    to: 'policy.closed ?? unwelcome(policy, wish);',
    tests: ['test/dangers/h02-overlapping-rules.test.ts'],
  },
  {
    danger: 'H3',
    file: 'src/flow/step/entitle.ts',
    from: 'const looking = who.askOnly ? undefined : lookUp(',
    to: 'const looking = lookUp(',
    tests: ['test/dangers/h03-name-or-email-decides.test.ts'],
  },
  {
    danger: 'H4',
    file: 'src/chat/teams/door/receive.ts',
    from: 'if (trusted !== true) return',
    to: 'if (trusted === undefined) return',
    tests: ['test/dangers/h04-unsigned-doors.test.ts'],
  },
  {
    danger: 'H4',
    file: 'src/chat/slack/door/signature.ts',
    from: 'return signers.length > 0 ? undefined :',
    to: 'return signers.length >= 0 ? undefined :',
    tests: ['test/dangers/h04-unsigned-doors-of-slack.test.ts'],
  },
  {
    danger: 'H5',
    file: 'src/access/policy/duration-cap.ts',
    from: '...ofRules, ...ofJit]',
    to: '...ofRules]',
    tests: ['test/dangers/h05-smallest-cap.test.ts'],
  },
  {
    danger: 'H6',
    file: 'src/access/policy/group.ts',
    from: '    .filter((id) => !asking.has(id));',
    to: '    .map((id) => id);',
    tests: ['test/dangers/h06-nobody-approves.test.ts'],
  },
  {
    danger: 'H7',
    file: 'src/store/sqlite/transitions.ts',
    from: 'if (now.version !== version)',
    to: 'if (now.version < version)',
    also: {
      file: 'src/store/sqlite/changes.ts',
      from: 'body = :body\n     WHERE id = :id AND version = :version - 1`,',
      to: 'body = :body\n     WHERE id = :id`,',
    },
    tests: ['test/dangers/h07-two-processes-save.test.ts'],
  },
  {
    danger: 'H8',
    file: 'src/flow/deeds/kept-by-others.ts',
    from: 'ids.map((id) => findReadable(deps, id))',
    to: 'ids.map((id) => deps.store.find(id))',
    tests: ['test/dangers/h08-broken-neighbours.test.ts'],
  },
  {
    danger: 'H9',
    file: 'src/flow/deeds/kept-by-others.ts',
    from: 'keep: new Set(open),',
    to: 'keep: new Set(),',
    tests: ['test/dangers/h09-shared-rule.test.ts'],
  },
  {
    danger: 'H10',
    file: 'src/access/may-step.ts',
    from: 'if (now >= request.lapsesAt)\n    return `${request.id} has lapsed',
    to: 'if (now < request.askedAt)\n    return `${request.id} has lapsed',
    tests: ['test/dangers/h10-late-clicks.test.ts', 'test/access/decide.test.ts'],
  },
  {
    danger: 'H11',
    file: 'src/flow/step/entitle.ts',
    from: "if ('refused' in found) return found;",
    to: "if ('refused' in found) return { ...bare, groups };",
    tests: ['test/dangers/h11-cannot-tell.test.ts'],
  },
  {
    danger: 'H12',
    file: 'src/store/rules.ts',
    from: 'if (from !== to && !reachable.includes(to))\n    throw new StoreError(\n      `${id} is ${from}: no step',
    to: 'if (from === to && !reachable.includes(to) && from === undefined)\n    throw new StoreError(\n      `${id} is ${from}: no step',
    tests: ['test/dangers/h12-newer-decision-overwritten.test.ts'],
  },
  {
    danger: 'H13',
    file: 'src/flow/deeds/open-grants.ts',
    from: 'sightings.map((sighting) => stillSent(sighting, before))',
    to: 'sightings',
    tests: ['test/dangers/h13-second-sending.test.ts'],
  },
  {
    danger: 'H14',
    file: 'src/chat/teams/talk/who.ts',
    from: "plain(member.name ?? '', CAPS.name) || person.name",
    to: 'person.name',
    tests: ['test/dangers/h14-name-from-the-message.test.ts'],
  },
  {
    danger: 'H15',
    file: 'src/chat/teams/door/receive.ts',
    from: 'Date.parse(timestamp) > Date.now() + CLOCKS_MS',
    to: 'Number.isNaN(CLOCKS_MS)',
    tests: ['test/dangers/h15-replayed-payload.test.ts'],
  },
  {
    danger: 'H16',
    file: 'src/chat/teams/talk/who.ts',
    from: "const guest = role !== 'user' || /#ext#/i.test(member.userPrincipalName ?? '');",
    to: 'const guest = false;',
    tests: ['test/dangers/h16-guests-and-outsiders.test.ts'],
  },
  {
    danger: 'H17',
    file: 'src/flow/step/entitle.ts',
    from: 'groups.filter((_, index) => member[index])',
    to: 'groups.filter((_, index) => member[index] !== undefined)',
    tests: ['test/dangers/h17-removed-approver.test.ts'],
  },
  {
    danger: 'H18',
    file: 'src/chat/plain.ts',
    from: ".replace(INVISIBLE, '')",
    to: '',
    tests: ['test/dangers/h18-text-becomes-markup.test.ts'],
  },
  {
    danger: 'H19',
    file: 'src/flow/deeds/check-open.ts',
    from: "if ('refused' in seen && seen.final)",
    to: "if ('refused' in seen && !seen.final)",
    tests: ['test/dangers/h19-drift.test.ts'],
  },
  {
    danger: 'H20',
    file: 'src/chat/wording.ts',
    from: 'return flushesAll(request) ? ENDED_WITH_IT : OUTLIVED_IT;',
    to: "return '';",
    tests: ['test/dangers/h20-established-connections.test.ts'],
  },
  {
    danger: 'H21',
    file: 'src/cloud/azure/setup/write.ts',
    from: 'const overwrote = seen\n',
    to: 'const overwrote = seen && seen === undefined\n',
    tests: ['test/dangers/h21-lost-updates.test.ts'],
  },
  {
    danger: 'H22',
    file: 'src/cloud/azure/defender/initiate.ts',
    from: 'if (isSource(grant.source)) return',
    to: 'if (grant) return',
    tests: ['test/dangers/h22-defender-source.test.ts'],
  },
  {
    danger: 'H23',
    file: 'src/audit/csv.ts',
    from: 'const FORMULA = /(^|[;,|"])',
    to: 'const FORMULA = /([;,|"])',
    tests: ['test/dangers/h23-formulas-in-a-spreadsheet.test.ts'],
  },
  {
    danger: 'H24',
    file: 'src/cloud/azure/wire/resource-id.ts',
    from: 'names.every((name) => NAME.test(name))',
    to: "names.every((name) => name !== '')",
    tests: ['test/dangers/h24-names.test.ts'],
  },
];
