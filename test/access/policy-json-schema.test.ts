import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { policyJsonSchema } from '../../src/access/policy/json-schema.ts';
import { readPolicy } from '../../src/access/policy/policy-file.ts';
import { policySchema } from '../../src/access/policy/schema.ts';
import { policyDocs } from '../../tools/policy/files.ts';
import { APPS, sha256 } from './policy-fixtures.ts';

const root = path.resolve(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const isValid = new Ajv({ strict: false }).compile(policyJsonSchema(APPS));
const isRead = (data: unknown): boolean => 'policy' in readPolicy(stringify(data), sha256, APPS);
const example = () => parse(text('examples/policy.yaml'));

describe('the JSON Schema for editors and the page of all keys', () => {
  it.each(Object.keys(policyDocs()))('%s is fresh (npm run -s policy:docs)', (file) => {
    expect(text(file)).toBe(policyDocs()[file]);
  });

  it('take the example, which names the schema', () => {
    expect(isValid(example())).toBe(true);
    const [first] = text('examples/policy.yaml').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../docs/policy.schema.json');
  });

  it('have a sentence for every key', () => {
    expect([...keysWithoutSentence(policyJsonSchema(APPS), '')]).toEqual([]);
  });

  const rule = (more: object) => ({ rules: [{ id: 'one', match: {}, deny: 'Not this one.', ...more }] });
  it.each<[string, unknown]>([
    ['nothing at all', {}],
    ['no rules', { rules: [] }],
    ['an unknown key', { ...rule({}), ruels: [] }],
    ['an unknown key in a rule', rule({ mach: {} })],
    ['a rule without match', { rules: [{ id: 'one', deny: 'Not this one.' }] }],
    ['a name that is none', rule({ id: 'no name' })],
    ['a number where text is wanted', rule({ match: { vm: 12 } })],
    ['an empty list', rule({ match: { vm: [] } })],
    ['a port that is none', rule({ match: { ports: 'ssh' } })],
    ['a port above all', rule({ match: { ports: 70_000 } })],
    ['a duration without a unit', rule({ pending: '90' })],
    ['a number of people that is too large', rule({ require: { approvals: [{ count: 21, from: 'g' }] } })],
    ['a system that there is not', rule({ match: { os: 'solaris' } })],
    ['a route that is none', { ...rule({}), defaults: { routes: { ask: 'irc:#ops' } } }],
    ['a conversation that is one person', { ...rule({}), watch: { tell: 'direct' } }],
    ['a person without the form of an id', { ...rule({}), groups: { ops: ['riley'] } }],
    [
      'a chat app that there is not',
      { ...rule({}), admins: [{ id: example().groups.vendors[0].id, accounts: { irc: 'a/b' } }] },
    ],
    ['a flag that is not true', rule({ allow: { anywhere: false } })],
    ['hours that are none', rule({ match: { time: { hours: '9-18', zone: 'UTC' } } })],
  ])('refuse %s, as the reader does', (_, data) => {
    expect([isValid(data), isRead(data)]).toEqual([false, false]);
  });

  it('refuse nothing that the reader takes', () => {
    const names = { groups: ['engineers', 'leads'], networks: ['vpn'], hooks: ['tickets'], apps: APPS };
    const reader = policySchema(names);
    let taken = 0;
    const full = parse(FULL);
    const places = placesIn(full).length;
    for (let at = 0; at < places; at += 1) {
      for (const junk of JUNK) {
        const data = structuredClone(full);
        const place = placesIn(data)[at];
        if (place) place.holder[place.key] = junk;
        if (!reader.safeParse(data).success) continue;
        taken += 1;
        expect(
          isValid(data),
          `${place?.key}: ${JSON.stringify(junk)}: ${JSON.stringify(isValid.errors)}`,
        ).toBe(true);
      }
    }
    expect(taken).toBeGreaterThan(places);
  });
});

/** A file with every kind of value in it. */
const FULL = `
groups:
  engineers: [5b0c7d9e-2f41-4a86-9c3d-7e18b2a4f601]
  leads: { people: [{ id: 81f6a2d4-0b3e-4c57-8d19-35e7c6b90a12, name: Lead, email: lead@example.com, accounts: { slack: T0/U0 } }], quiet: true }
neverPeople: [1de85a97-3c60-4f7b-82d5-a904b6e3c218]
hooks: { tickets: { url: "https://tickets.example.com/ajar", secret: AJAR_HOOK_TICKETS } }
networks: { vpn: { cidrs: [198.51.100.16/28], shared: true } }
admins: [leads]
defaults: { duration: 1h, warnBefore: 10m, pending: 30m, routes: { ask: direct, tell: "teams:19:x" } }
mode: watch
openIn: rg-web
watch: { tell: "slack:C1" }
limits: { asks: 9, coolDown: { after: 2, wait: 15m } }
rules:
  - id: one
    match:
      { tags: { env: prod }, vm: web-*, region: northeurope, os: linux, cloud: azure, ports: [22/tcp, 443], source: vpn,
        requesters: engineers, time: { days: mon-fri, hours: "09:00-18:00", zone: Europe/Berlin }, duration: { over: 2h } }
    require:
      approvals: [{ count: 1, from: leads, stage: 1, escalate: [{ after: 10m, remind: true }] }]
      maxDuration: 4h
      minPrefix: { ipv4: 32, ipv6: 128 }
      ticket: { pattern: "CHG####", confirm: tickets }
      justification: { minLength: 10 }
      requesterNeeds: azure-reader
      stepUp: true
    allow: { freeExtensions: 1, startWithin: 7d, onBehalfOf: leads, breakGlass: { groups: engineers, review: { from: leads, within: 24h } } }
    pending: 20m
  - { id: two, match: { time: { from: 2026-12-20, to: "2027-01-02 18:00", zone: UTC } }, deny: Nothing is opened then. }
`;

/** What may stand where something else stood. */
const JUNK: readonly unknown[] = [
  ...[
    '2h',
    '22',
    22,
    0,
    -1,
    1,
    30,
    true,
    false,
    null,
    '',
    [],
    {},
    'prod',
    '*',
    'mon-fri',
    'direct',
    'teams:x',
  ],
  ...['engineers', 'vpn', '203.0.113.7', '2001:db8::/48', 'a sentence', 'A', ['22/tcp', 443], 'two hours'],
  ...[
    '5B0C7D9E-2f41-4a86-9c3d-7e18b2a4f601',
    'T0/U0',
    'x@example.com',
    'linux',
    'azure',
    ' padded text ',
    'end\n',
  ],
];

/** Everything in a file that may be something else. */
function placesIn(data: unknown) {
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      visit((value as Record<string, unknown>)[key]);
    }
  };
  visit(data);
  return places;
}

function* keysWithoutSentence(schema: ReturnType<typeof policyJsonSchema>, where: string): Generator<string> {
  const { properties = {}, items, anyOf = [], additionalProperties } = schema;
  for (const [key, each] of Object.entries(properties)) {
    if (each.description === undefined) yield `${where}.${key}`;
    yield* keysWithoutSentence(each, `${where}.${key}`);
  }
  const inner = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  for (const each of [...anyOf, ...(items ? [items] : []), ...inner]) yield* keysWithoutSentence(each, where);
}
