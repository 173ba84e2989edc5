import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyNameFor } from '../../../../src/cloud/azure/setup/policy-name.ts';

const named = (length: number) => ({
  id: `/Subscriptions/s/${'v'.repeat(length)}`,
  name: 'v'.repeat(length),
});

describe('the name of a JIT policy', () => {
  it('is "default", or the own one of the VM, up to 56 characters with the name of the VM', () => {
    expect(policyNameFor(named(49), 'default')).toBe('default');
    expect(policyNameFor(named(28), 'per-vm')).toBe('v'.repeat(28));
  });

  it('is a short hash of the id where that is too long, the same however the id is spelled', () => {
    const hash = policyNameFor(named(29), 'per-vm');
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    const lower = { ...named(29), id: named(29).id.toLowerCase() };
    expect(policyNameFor(lower, 'per-vm')).toBe(hash);
    expect(policyNameFor(named(50), 'default')).toMatch(/^[0-9a-f]{6}$/);
  });

  it('is a sentence where nothing is short enough, and never longer than Azure takes', () => {
    expect(policyNameFor(named(51), 'default')).toMatchObject({
      refused: expect.stringContaining('at most 50'),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.constantFrom('default', 'per-vm'),
        (length, setting) => {
          const name = policyNameFor(named(length), setting as 'default');
          expect(typeof name === 'string' ? name.length + length : length).toBeLessThanOrEqual(
            typeof name === 'string' ? 56 : 64,
          );
        },
      ),
    );
  });
});
