import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SecurityRule } from '@azure/arm-network';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../../../src/access/check/addresses.ts';
import { mayEnter } from '../../../../src/access/check/evaluate.ts';
import { portsOf } from '../../../../src/access/check/match.ts';
import { readInbound } from '../../../../src/cloud/azure/check/read-rules.ts';
import { entranceOf } from '../../../fakes/network.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../../shared/azure/recordings');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

/** As the library gives them: `properties` beside the name. */
const rulesIn = (value: unknown): readonly SecurityRule[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { name, type, properties } = value as Record<string, unknown>;
  const isRule = typeof type === 'string' && type.endsWith('/securityRules');
  return isRule
    ? [{ ...(properties as SecurityRule), name: String(name) }]
    : Object.values(value).flatMap(rulesIn);
};
const recorded = files.flatMap((file) =>
  rulesIn(JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'))).map((rule) => ({ file, rule })),
);

describe.skipIf(files.length === 0)(
  'rules that real Azure wrote (skipped: ../shared/azure/recordings is not there)',
  () => {
    it.each(recorded)('$file: $rule.name is read, and decides what it can be told to', ({ rule }) => {
      const read = readInbound('nsg', rule)!;
      const { from, to } = portsOf(read.ports[0] ?? '')!;
      const protocol = read.protocol === 'udp' ? 'udp' : 'tcp';
      const [source = '', destination = ''] = [read.sources[0], read.destinations[0]];
      // Azure took "789" for a source, and nobody knows whom it meant by that (HOLES H11).
      const isTold = [source, destination].every((text) => text === '*' || addressesOf(text));
      const entrance = entranceOf([read], isTold && destination !== '*' ? { address: destination } : {});
      const decided = rule.access === 'Allow' ? 'yes' : 'no';
      const visitor = addressesOf(source) ?? addressesOf('203.0.113.7')!;
      expect(mayEnter({ entrance, from, to, protocol }, visitor)).toBe(isTold ? decided : 'maybe');
    });

    const about = files.length === 0 ? '' : readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
    const names = [...about.matchAll(/`(\w+-JITRule[-_][\w-]+)`/g)];
    it.each(names.map(([, name]) => name!))('%s is known as a rule of JIT', (name) => {
      const rule: SecurityRule = {
        name,
        direction: 'Inbound',
        access: 'Allow',
        priority: 100,
        protocol: '*',
      };
      expect(readInbound('nsg', rule)?.madeBy).toBe('jit');
    });

    it('are more than none', () => expect(names.length).toBeGreaterThan(3));
  },
);
