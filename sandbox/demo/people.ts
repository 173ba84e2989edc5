import type { Person } from '../../src/access/person.ts';

/** A made-up person as the demo and the tests know them: a person, with what a Teams client would say of them. */
export interface Actor extends Person {
  /** How they are called at the terminal, and part of their chat's id. */
  readonly nick: string;
  /** The id that Teams gives them towards this bot; decides nothing. */
  readonly teamsId: string;
}

const actor = (digit: number, nick: string, surname: string): Actor => ({
  id: `33333333-3333-4333-8333-33333333333${digit}`,
  name: `${nick} ${surname}`,
  nick: nick.toLowerCase(),
  teamsId: `29:${nick.toLowerCase()}`,
});

export const TENANT_ID = '11111111-1111-4111-8111-111111111111';
export const BOT_ID = '22222222-2222-4222-8222-222222222222';

/** The app that approvers sign in to. */
export const SIGN_IN_ID = '44444444-4444-4444-8444-444444444444';

export const RILEY = actor(0, 'Riley', 'Requester');
export const AVERY = actor(1, 'Avery', 'Approver');
export const BLAKE = actor(2, 'Blake', 'Approver');
export const OLLY = actor(3, 'Olly', 'Outsider');
export const ADA = actor(4, 'Ada', 'Auditor');
export const HANA = actor(5, 'Hana', 'Helper');

/** Six, since a Playground wants one at the keyboard and exactly five others. */
export const CAST: readonly Actor[] = [RILEY, AVERY, BLAKE, OLLY, ADA, HANA];
