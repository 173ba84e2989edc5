import { sign, signatureFault } from '../../src/chat/slack/door/signature.ts';
import { startApiStub } from '../../test/chat/slack/api-stub.ts';
import { click } from '../../test/chat/slack/payloads.ts';
import { openDoor } from '../doors/door.ts';
import { AT_ONCE, below, figure, type Letter, match } from '../doors/load.ts';
import { CHANNEL, messageAt, SECRET } from '../doors/slack.ts';
import { compared, cpuOf } from '../measure.ts';
import { APPROVERS, slackUserOf, TEAM } from '../people.ts';
import { idAt } from '../requests.ts';
import type { Row } from '../row.ts';

/** A click on the card of the request with this number, by one approver after the other. */
export function letterAt(at: number): Letter {
  const user = slackUserOf(at % APPROVERS.length);
  const ts = messageAt(at);
  const payload = click({
    user: { id: user, username: user, name: user, team_id: TEAM },
    container: { type: 'message', message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
    message: {
      type: 'message',
      bot_id: 'B0AJARBOT1',
      user: 'U0AJARBOT1',
      ts,
      text: 'Asker asks',
      blocks: [],
    },
    state: { values: {} },
    actions: [
      {
        ...{ type: 'button', action_id: 'approve', block_id: 'b1', value: `${idAt(at)} 1` },
        ...{ text: { type: 'plain_text', text: 'Approve', emoji: true }, action_ts: ts },
      },
    ],
  });
  return signed(payload);
}

/** As Slack posts what people do. */
export function signed(payload: object): Letter {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(body, timestamp, SECRET),
  };
  return { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body };
}

/** The check of a signature and nothing else, in this process. */
async function verificationNs(): Promise<number> {
  const { headers, body } = letterAt(0);
  const bytes = Buffer.from(body);
  const signed = {
    timestamp: headers['x-slack-request-timestamp'] ?? '',
    signature: headers['x-slack-signature'] ?? '',
  };
  return cpuOf(() => {
    if (signatureFault(bytes, signed, [SECRET], Date.now()) !== undefined) throw new Error('It is signed.');
  }, 2_000);
}

/** Slack on loopback, as far as a click asks it. */
export async function startSlack() {
  const slack = await startApiStub();
  slack.answers.set('auth.test', { ok: true, team_id: TEAM, user_id: 'U0AJARBOT1', bot_id: 'B0AJARBOT1' });
  const flags = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false };
  slack.answers.set('users.info', {
    ok: true,
    user: { id: 'U0APPROVER', team_id: TEAM, name: 'approver', tz: 'UTC', ...flags },
  });
  return slack;
}

export const slackClick: Row = {
  name: 'slack-click',
  what: 'signed Slack click, from bytes to acknowledged with the transition durably saved',
  goal: '≤ 1.6 × bare bolt; ack p99 < 50 ms at 64 concurrent',
  async measure({ size }) {
    const slack = await startSlack();
    const [ours, baseline] = await Promise.all([
      openDoor(size, 'slack-ajar', `${slack.url}/api/`),
      openDoor(size, 'slack-bolt', `${slack.url}/api/`),
    ]);
    try {
      const found = await match(size, { ours, baseline, letterAt, check: ours.approved });
      const alone: number[] = [];
      for (const _ of found.ours) alone.push(await verificationNs());
      const what = 'CPU of a click';
      return {
        lines: [
          figure(found, 'cpu', {
            what,
            against: 'bare bolt that acknowledges',
            unit: 'ns',
            goal: { atMost: 1.6 },
          }),
          {
            what,
            against: 'own verification alone',
            unit: 'ns',
            ...compared({ ours: found.ours.map(({ cpu }) => cpu), baseline: alone }),
          },
          below(found, 'p99', 50, { what: `p99 of ${AT_ONCE} at once`, against: '50 ms', unit: 'ms' }),
          figure(found, 'p99', { what: `p99 of ${AT_ONCE} at once`, against: 'bare bolt', unit: 'ms' }),
        ],
      };
    } finally {
      await Promise.all([ours.stop(), baseline.stop(), slack.close()]);
    }
  },
};
