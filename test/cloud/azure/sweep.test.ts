import { expect, it } from 'vitest';
import { sweep } from '../../../src/cli/sweep.ts';
import type { Azure } from '../../../src/cloud/azure/azure.ts';
import type { Doubt } from '../../../src/cloud/azure/defender/doubts.ts';
import type { Found, Sighting } from '../../../src/ports/provider.ts';
import { grantFor } from './pure.ts';

const now = new Date('2026-03-02T13:00:00Z');
const before = new Date(now.getTime() - 1);
const after = new Date(now.getTime() + 1);

const found = (request: string, until: Date): Found => {
  const grant = grantFor(request, 22);
  return { request, vm: 'web-01', port: grant.port, source: grant.source, until, grant };
};

async function pass(ours: { found?: Found[]; doubts?: Doubt[] }, close: (key: string) => Sighting['state']) {
  const lines: string[] = [];
  const closed: string[] = [];
  const azure = {
    findOurs: async () => ({ found: [], doubts: [], ...ours }),
    providers: {
      defender: {
        async close({ grants }: { grants: readonly { key: string }[] }) {
          const { key } = grants[0]!;
          closed.push(key);
          return [{ key, state: close(key), traces: [] }];
        },
      },
    },
  } as unknown as Azure;
  return { clean: await sweep(azure, now, (line) => lines.push(line)), lines, closed };
}

it('closes what is past its end and nothing else, and is clean when that is proven', async () => {
  const ours = { found: [found('aj-aaaaaa', before), found('aj-bbbbbb', after), found('aj-cccccc', now)] };
  const { clean, closed, lines } = await pass(ours, () => 'closed');
  expect(closed).toEqual(['aj-aaaaaa', 'aj-cccccc']);
  expect(lines[0]).toBe("3 of Ajar's in the cloud, 2 past the end.");
  expect(clean).toBe(true);
});

it('is not clean while something is not proven shut; one failure never holds up another', async () => {
  const ours = { found: [found('aj-aaaaaa', before), found('aj-bbbbbb', before)] };
  const { clean, closed, lines } = await pass(ours, (key) => {
    if (key === 'aj-aaaaaa') throw new Error('Azure is asleep.');
    return 'closed';
  });
  expect([clean, closed.length]).toEqual([false, 2]);
  expect(lines).toContainEqual(expect.stringContaining('could not close 22/tcp on web-01'));
  expect((await pass({ found: [found('aj-aaaaaa', before)] }, () => 'sent')).clean).toBe(false);
});

it('says every doubt, and is never clean with one that may be overdue', async () => {
  const doubt = (until?: Date): Doubt => ({ sentence: 'Somebody has to look.', ...(until && { until }) });
  const live = await pass({ doubts: [doubt(after)] }, () => 'closed');
  expect(live).toMatchObject({ clean: true, closed: [] });
  expect(live.lines).toContain('cannot tell: Somebody has to look.');
  expect((await pass({ doubts: [doubt(after), doubt(before)] }, () => 'closed')).clean).toBe(false);
  expect((await pass({ doubts: [doubt()] }, () => 'closed')).clean).toBe(false);
});
