import type { GraphRight } from './ask-graph.ts';

interface Right {
  /** In words, after "to". */
  readonly why: string;
  readonly without: string;
}

/** What looking people and groups up takes (AJAR_GRAPH=on): the one list that `ajar doctor` and the hand-over page go by. */
export const LOOK_UP_RIGHTS = {
  'User.Read.All': {
    why: 'tell whether an account is still there, and whether it is a guest',
    without: 'nobody is taken to be in a looked-up group, and who has left keeps what they have',
  },
  'GroupMember.Read.All': {
    why: 'tell who is in the groups that the policy names',
    without: 'who has to be in such a group can neither ask nor approve',
  },
} as const satisfies Partial<Record<GraphRight, Right>>;
