import { ADA, AVERY, BLAKE, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { createWorld, type World } from './world.ts';

export const MINUTE = 60_000;
export const entry = ({ id, name }: Person): string => `{ id: ${id}, name: ${name} }`;

/** Leads first, then security; nobody answers: the leads are reminded, and on-call may answer for them. */
export const STAGED = `
groups:
  engineers: [${[RILEY, AVERY].map(entry).join(', ')}]
  leads: [${[AVERY, BLAKE].map(entry).join(', ')}]
  security: [${[BLAKE, OLLY].map(entry).join(', ')}]
  on-call: [${[HANA].map(entry).join(', ')}]
admins: [${entry(ADA)}]
defaults:
  pending: 30m
  routes: { ask: [direct] }
rules:
  - id: production
    match: { tags: { env: prod }, requesters: [engineers] }
    require:
      approvals:
        - count: 1
          from: leads
          escalate: [{ after: 10m, remind: true }, { after: 20m, to: on-call }]
        - { count: 1, from: security, stage: 2 }
`;

export const ASK = 'open 3389, 5986 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';

/** Riley has asked. */
export async function asked(options: Parameters<typeof createWorld>[0] = {}): Promise<World> {
  const world = createWorld({ policy: STAGED, ...options });
  await world.say(RILEY, ASK);
  return world;
}

/** What the log says of each event of a kind, newest first. */
export const details = async (world: World, kind: string): Promise<readonly string[]> =>
  (await world.store.events({ limit: 100 }))
    .filter((event) => event.kind === kind)
    .map(({ detail }) => detail);
