import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import { z } from 'zod';
import { parsed } from '../wire/parsed.ts';
import { sound } from '../wire/sound.ts';

const Text = z.string().nullish();
const Sources = {
  allowedSourceAddressPrefix: Text,
  allowedSourceAddressPrefixes: z.array(z.string()).nullish(),
};
const Kept = z.object({
  ...Sources,
  number: z.number(),
  protocol: z.string(),
  maxRequestAccessDuration: z.string(),
});
const Opened = z.object({
  ...Sources,
  ...{ number: z.number(), endTimeUtc: z.date(), status: z.string(), statusReason: Text },
  mappedPort: z.number().nullish(),
});
const of = <T extends z.ZodType>(port: T) => z.array(z.object({ id: z.string(), ports: z.array(port) }));

/** As far as it is read here. */
const Policy = z.object({
  id: Text,
  virtualMachines: of(Kept),
  requests: z
    .array(
      z.object({
        ...{ startTimeUtc: z.date(), requestor: Text, justification: Text },
        virtualMachines: of(Opened),
      }),
    )
    .nullish(),
});

/** Every entry of it counts: one that cannot be read may be somebody's. Throws `CloudError`. */
export const soundPolicy = (policy: JitNetworkAccessPolicy): JitNetworkAccessPolicy =>
  sound(Policy, 'a JIT policy', policy);

const Page = z.object({ value: z.array(z.unknown()) });

/** One page of a list of them, by Azure's own text. Throws `CloudError` where it is no list: that is not "none". */
export function soundPage(text: string | null | undefined): void {
  sound(Page, 'a list of JIT policies', parsed(text ?? ''));
}
