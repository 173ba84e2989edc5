import { describe, expect, it } from 'vitest';
import type { Grant } from '../../src/access/grant.ts';
import { initiateBody } from '../../src/cloud/azure/defender/initiate.ts';
import { planDefender } from '../../src/cloud/azure/defender/plan.ts';
import { grantFor, vmFor } from '../cloud/azure/pure.ts';

const policy = { virtualMachines: [] };
const order = { until: new Date('2026-03-02T13:00:00Z'), justification: 'ajar aj-7k2m9q for Mina Kim' };

describe('H22: a missing source opens the port to the bot itself', () => {
  it('a source goes with every port that is sent', () => {
    const body = initiateBody(policy, order, [grantFor('a', 22), grantFor('b', 3389, '198.51.100.0/24')]);
    const ports = body.virtualMachines.flatMap((vm) => vm.ports);
    expect(ports.map((port) => port.allowedSourceAddressPrefix)).toEqual(['203.0.113.7', '198.51.100.0/24']);
    expect(body.justification).toBe(order.justification);
  });

  it.each([
    '',
    ' ',
    'vpn',
    '203.0.113.7/33',
    '010.0.0.1',
    '1.2.3',
    undefined,
  ])('nothing is sent with the source %j', (source) => {
    const grant = { ...grantFor('a', 22), source } as unknown as Grant;
    expect(() => initiateBody(policy, order, [grant])).toThrow(/Nothing was sent|no source/);
  });

  it.each([
    [],
    [''],
    ['anywhere'],
    ['203.0.113.7/32', '203.0.113.8/32'],
  ])('nothing is planned for the sources %j', (...sources) => {
    expect(
      planDefender(vmFor(), [{ number: 22, protocol: 'tcp' }], sources, 60_000, { guards: [] }),
    ).toHaveProperty('refused');
  });

  it('one port of a VM never has two sources in one call', () => {
    const two = [grantFor('a', 22), grantFor('b', 22, '198.51.100.0/24')];
    expect(() => initiateBody(policy, order, two)).toThrow(/one source/);
  });
});
