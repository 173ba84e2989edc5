import { z } from 'zod';
import { AZURE_CLOUDS } from '../vm.ts';
import { ALWAYS, block, isBlock, oneOrMore, WHOLE } from './blocks.ts';
import type { PolicyNames } from './checks.ts';
import { time } from './time-schema.ts';
import * as v from './values.ts';

const SYSTEM = 'write windows or linux';
const CLOUD = `write azure for every one of them, or ${AZURE_CLOUDS.join(', ')}`;

/** What a rule is about. */
export const match = ({ groups, networks }: PolicyNames) =>
  block(
    {
      tags: z
        .record(z.string(), oneOrMore(v.pattern), { error: 'write a block of tags, such as {env: prod}' })
        .optional()
        .describe('Tags of the VM, each with a pattern or a list of patterns; all of them have to fit.'),
      resourceGroup: oneOrMore(v.pattern).optional().describe('Patterns of the name of its resource group.'),
      subscription: oneOrMore(v.pattern)
        .optional()
        .describe('Ids of its subscription, or patterns of the name of it.'),
      vm: oneOrMore(v.pattern).optional().describe('Patterns of the name of the VM.'),
      region: oneOrMore(v.pattern)
        .optional()
        .describe('Patterns of the name of its region, as Azure writes it: northeurope.'),
      os: oneOrMore(z.enum(['windows', 'linux'], { error: SYSTEM }))
        .optional()
        .describe('Its operating system.'),
      cloud: oneOrMore(z.enum(['azure', ...AZURE_CLOUDS], { error: CLOUD }))
        .optional()
        .describe('The cloud it is in: azure, or one of the separate Azures.'),
      ports: oneOrMore(v.ports)
        .optional()
        .describe('Ports: 22, 5985-5986, 443/tcp; without a protocol tcp and udp.'),
      source: oneOrMore(v.source(networks))
        .optional()
        .describe('Where the access comes from: addresses, ranges, or networks of this file.'),
      requesters: oneOrMore(v.groupOrPerson(groups))
        .optional()
        .describe('Who asks: groups of this file, or Entra object ids.'),
      time: oneOrMore(time)
        .optional()
        .describe('When the port is open: days and hours, or once from one moment to another.'),
      duration: duration.optional().describe('How long it is to be open, extensions included.'),
    },
    'write what the rule is about, such as {tags: {env: prod}}; {} is every VM and everybody',
  );

const duration = block(
  {
    over: v.duration('1m', '24h').optional().describe('Longer than this.'),
    upTo: v.duration('1m', '24h').optional().describe('As long as this, or shorter.'),
  },
  'write {over: 4h} or {upTo: 1h}',
).superRefine((value, context) => {
  if (!isBlock(value)) return;
  const tell = (message: string): void =>
    context.addIssue({ code: 'custom', path: [], message, params: WHOLE });
  if (!('over' in value || 'upTo' in value)) tell('write over, or upTo, or both');
  const { over, upTo } = value;
  if (typeof over === 'number' && typeof upTo === 'number' && over >= upTo)
    tell('nothing is longer than over and not longer than upTo: write a larger upTo');
}, ALWAYS);
