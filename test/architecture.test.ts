import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { describe, expect, it } from 'vitest';
import { CARD_NAMES } from '../src/ports/card.ts';

const root = path.resolve(import.meta.dirname, '..');
const here = (...parts: readonly string[]): string => path.join(root, ...parts);
const foldersIn = (folder: string): readonly string[] =>
  readdirSync(here(folder), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? [each.name] : [],
  );

describe('the house', () => {
  // It reads every file there is: on a busy machine that takes longer than a test usually may.
  it('has floors that import upwards only, and no cycles', { timeout: 120_000 }, async () => {
    const { options, ...rules } = JSON.parse(readFileSync(here('.dependency-cruiser.json'), 'utf8'));
    const result = await cruise(
      ['src', 'sandbox'],
      { ...options, ruleSet: rules, validate: true, baseDir: root },
      undefined,
      { tsConfig: extractTSConfig(here('tsconfig.json')) },
    );
    const { summary } = result.output as ICruiseResult;
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(100);
  });

  it('gives every chat app the same files', () => {
    for (const app of foldersIn('src/chat')) {
      const files = readdirSync(here('src/chat', app));
      expect(files, app).toEqual(expect.arrayContaining(['chat.ts', 'draw.ts']));
    }
  });

  it('gives every chat app every card', () => {
    expect(foldersIn('cards')).toEqual(foldersIn('src/chat'));
    for (const app of foldersIn('cards')) {
      const cards = readdirSync(here('cards', app)).filter(
        (file) => file.endsWith('.json') && !file.endsWith('.sample.json'),
      );
      expect(cards.map((file) => file.replace('.json', '')).sort(), app).toEqual([...CARD_NAMES].sort());
    }
  });
});

describe('roles', () => {
  it('are asked of the policy in one file of the flow', () => {
    const readers = readdirSync(here('src/flow'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) =>
        /\b(isAdmin|isAuditor|isOnCall|seesAll\()/.test(readFileSync(here('src/flow', file), 'utf8')),
      );
    expect(readers).toEqual(['step/roles.ts']);
  });
});

describe('the environment', () => {
  it('is read by config.ts alone', () => {
    const readers = readdirSync(here('src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => readFileSync(here('src', file), 'utf8').includes('process.env'));
    expect(readers).toEqual(['config.ts']);
  });

  it('has every key that is read in .env.example', () => {
    const example = readFileSync(here('.env.example'), 'utf8');
    const keys =
      readFileSync(here('src/settings/settings.ts'), 'utf8').match(/^ {2}[A-Z][A-Z_]+(?=:)/gm) ?? [];
    const missing = keys
      .map((key) => key.trim())
      .filter((key) => key !== 'NODE_ENV' && !example.includes(`${key}=`));
    expect(keys.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });
});
