import { click } from '../../test/chat/teams/activities.ts';
import { type ConnectorStub, startConnectorStub } from '../../test/chat/teams/connector-stub.ts';
import { TENANT } from '../../test/chat/teams/signer.ts';
import { openDoor } from '../doors/door.ts';
import { AT_ONCE, figure, type Letter, match } from '../doors/load.ts';
import { CHANNEL, messageAt } from '../doors/teams.ts';
import { APPROVERS } from '../people.ts';
import { idAt } from '../requests.ts';
import type { Row } from '../row.ts';

const teamsIdOf = (at: number): string => `29:approver-${at % APPROVERS.length}`;

/** An approver's press on the card of the request with this number, signed as the Bot Framework signs. */
function letterAt({ url }: ConnectorStub, token: string, at: number): Letter {
  const { id, name } = APPROVERS[at % APPROVERS.length]!;
  const activity = click(
    url,
    'approve',
    { request: idAt(at), terms: 1 },
    {
      ...{ from: { id: teamsIdOf(at), name, aadObjectId: id }, replyToId: messageAt(at) },
      conversation: { id: CHANNEL, conversationType: 'channel', tenantId: TENANT },
      channelData: { tenant: { id: TENANT }, team: { id: CHANNEL }, channel: { id: CHANNEL } },
    },
  );
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return { headers, body: JSON.stringify(activity) };
}

/** Teams on loopback, with the approvers in its roster. */
async function startTeams(): Promise<ConnectorStub> {
  const stub = await startConnectorStub();
  stub.conversations.add(CHANNEL);
  for (const [at, { id, name }] of APPROVERS.entries())
    stub.members.set(`${CHANNEL} ${teamsIdOf(at)}`, {
      ...{ id: teamsIdOf(at), name, aadObjectId: id, tenantId: TENANT, userRole: 'user' },
      userPrincipalName: 'approver@example.com',
    });
  return stub;
}

export const teamsInvoke: Row = {
  name: 'teams-invoke',
  what: 'Teams invoke, from bytes to answer with the transition saved',
  goal: 'faster than it (≥ 1.5 × its throughput), p99 at 64 concurrent below its',
  async measure({ size }) {
    const stub = await startTeams();
    const [ours, baseline] = await Promise.all([
      openDoor(size, 'teams-ajar', stub.url),
      openDoor(size, 'teams-botbuilder', stub.url),
    ]);
    try {
      const found = await match(size, {
        ...{ ours, baseline, check: ours.approved },
        letterAt: (at) => letterAt(stub, stub.token(), at),
      });
      const against = 'bare botbuilder bot';
      const at64 = `${AT_ONCE} at once`;
      return {
        lines: [
          figure(found, 'perSecond', {
            what: `answers, ${at64}`,
            against,
            unit: 'per second',
            goal: { atLeast: 1.5 },
          }),
          figure(found, 'p99', { what: `p99 of ${at64}`, against, unit: 'ms', goal: { atMost: 1 } }),
          figure(found, 'cpu', { what: 'CPU of an invoke', against, unit: 'ns' }),
        ],
      };
    } finally {
      await Promise.all([ours.stop(), baseline.stop(), stub.stop()]);
    }
  },
};
