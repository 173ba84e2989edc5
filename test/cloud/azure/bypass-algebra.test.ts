import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allows, type Deny, isDenied, isWithin } from '../../../src/cloud/azure/bypass/algebra.ts';
import type { Granted } from '../../../src/cloud/azure/permissions.ts';

const SEGMENTS = ['Microsoft.Network', 'Microsoft.Compute', 'nsg', 'vm', 'read', 'write', 'delete'];
const action = fc
  .array(fc.constantFrom(...SEGMENTS), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));
const pattern = fc
  .array(fc.constantFrom(...SEGMENTS, '*', 'w*', '*e'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));
const block: fc.Arbitrary<Granted> = fc.record({
  actions: fc.array(pattern, { maxLength: 4 }),
  notActions: fc.array(pattern, { maxLength: 3 }),
});
const blocks = fc.array(block, { maxLength: 3 });

/** The same by a regular expression, which the code itself never makes of what comes from outside. */
const matches = (text: string, wanted: string): boolean =>
  new RegExp(
    `^${text
      .split('*')
      .map((part) => part.replace(/[.\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  ).test(wanted);

const NOBODY = new Set<string>();
const denying = (more: Partial<Deny>): Deny => ({
  ...{ scope: '/subscriptions/a', here: false, of: ['riley'], except: [] },
  blocks: [{ actions: ['*'], notActions: [] }],
  ...more,
});
const denied = (deny: Deny, target: string, who = new Set(['riley']), mayBeIn = NOBODY): boolean =>
  isDenied([deny], who, mayBeIn, 'Microsoft.Network/nsg/write', target);

describe('what roles allow', () => {
  it('is what actions name and notActions of the same block do not', () => {
    fc.assert(
      fc.property(block, action, (one, wanted) => {
        const given = one.actions.some((each) => matches(each, wanted));
        const taken = one.notActions.some((each) => matches(each, wanted));
        expect(allows([one], wanted)).toBe(given && !taken);
      }),
    );
  });

  it('adds up over several: no notActions of one take away what another gives', () => {
    fc.assert(
      fc.property(blocks, blocks, action, (some, others, wanted) => {
        expect(allows([...some, ...others], wanted)).toBe(allows(some, wanted) || allows(others, wanted));
      }),
    );
  });

  it('never shrinks by a further role, and does not know case', () => {
    fc.assert(
      fc.property(blocks, block, action, (some, more, wanted) => {
        if (allows(some, wanted)) expect(allows([...some, more], wanted)).toBe(true);
        expect(allows(some, wanted.toUpperCase())).toBe(allows(some, wanted));
      }),
    );
  });
});

describe('a deny assignment', () => {
  it('takes away whatever any role gives, at its scope and below', () => {
    fc.assert(
      fc.property(blocks, action, (some, wanted) => {
        const deny = denying({ blocks: some });
        const kept = isDenied([deny], new Set(['riley']), NOBODY, wanted, '/subscriptions/a/x');
        expect(kept).toBe(allows(some, wanted));
      }),
    );
  });

  it.each([
    ['/subscriptions/a', {}, true],
    ['/subscriptions/a/resourcegroups/b', {}, true],
    ['/subscriptions/ab', {}, false],
    ['/subscriptions/a/resourcegroups/b', { here: true }, false],
    ['/subscriptions/a', { here: true }, true],
    ['/subscriptions/a', { of: ['blake'] }, false],
    ['/subscriptions/a', { of: ['00000000-0000-0000-0000-000000000000'] }, true],
    ['/subscriptions/a', { except: ['riley'] }, false],
    ['/subscriptions/a', { blocks: [{ actions: ['*'], notActions: ['*/write'] }] }, false],
  ] as const)('at %s with %j: %s', (target, more, expected) => {
    expect(denied(denying(more as Partial<Deny>), target)).toBe(expected);
  });

  it('H11: keeps nobody out who may be in a group that it excepts and that cannot be read', () => {
    expect(denied(denying({ except: ['hidden'] }), '/subscriptions/a', undefined, new Set(['hidden']))).toBe(
      false,
    );
  });
});

it.each([
  ['/subscriptions/a/b', '/', true],
  ['/subscriptions/a', '/providers/microsoft.management/managementgroups/root', true],
  ['/subscriptions/a/resourcegroups/rg-1', '/subscriptions/a/resourcegroups/rg', false],
  ['/subscriptions/a', '/subscriptions/a/resourcegroups/rg', false],
])('%s within %s: %s', (id, scope, expected) => {
  expect(isWithin(id, scope)).toBe(expected);
});
