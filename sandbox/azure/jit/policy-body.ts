import { z } from 'zod';
import { isoDurationMs } from './iso-duration.ts';

const MINUTE = 60_000;
const duration = z.string().refine((text) => {
  const ms = isoDurationMs(text);
  return ms !== undefined && ms >= 5 * MINUTE && ms <= 24 * 60 * MINUTE;
}, 'must be an ISO 8601 duration from PT5M to P1D');

/** What a policy may be written with, by the specification. What else it shows in its own answers (`appendMode`) may be sent back. */
export const PolicyBody = z.object({
  kind: z.string().default('Basic'),
  properties: z.object({
    virtualMachines: z.array(
      z.looseObject({
        id: z
          .string()
          .regex(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+$/i),
        publicIpAddress: z.string().optional(),
        ports: z.array(
          z.looseObject({
            number: z.int().min(0).max(65535),
            protocol: z.enum(['TCP', 'UDP', '*']),
            allowedSourceAddressPrefix: z.string().optional(),
            allowedSourceAddressPrefixes: z.array(z.string()).optional(),
            maxRequestAccessDuration: duration,
          }),
        ),
      }),
    ),
  }),
});
