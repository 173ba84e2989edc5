import { describe, expect, it } from 'vitest';
import type { Status } from '../../src/access/request.ts';
import { createDraw } from '../../src/chat/teams/draw.ts';
import { actions } from '../chat/teams/templates.ts';
import { sampleFacts, sampleRequest } from '../contracts/sample-cards.ts';

describe('H10: no card of an ended request offers a decision', () => {
  const draw = createDraw();
  const none = { approve: false, cancel: false, extend: false, close: false, again: false };

  for (const status of ['lapsed', 'denied', 'cancelled', 'closed'] as const satisfies readonly Status[])
    it(status, () => {
      for (const card of ['request', 'approval', 'notice', 'connect', 'warning'] as const) {
        const facts = sampleFacts({ can: none, extendBy: [3_600_000], approvers: [] });
        const { content } = draw({ card, request: sampleRequest(status), facts }, true);
        expect([card, [...actions(content)]]).toEqual([card, []]);
        expect(JSON.stringify(content)).not.toContain('Who can approve');
      }
    });
});
