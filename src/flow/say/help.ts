import type { HelpLine } from '../../ports/card.ts';
import type { Said } from '../../ports/chat.ts';
import { reply } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';

export const EXAMPLES: readonly HelpLine[] = [
  { say: 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123', means: 'ask for a port' },
  { say: 'ssh on web-01 until 18:00 from vpn', means: 'the same, by service, end and named network' },
  { say: 'open 22 on web-01 tomorrow 22:00 to 23:00', means: 'approved now, opened then' },
  {
    say: 'break glass: open 22 on web-01 for 30m because the db is down',
    means: 'in an emergency, without approval: everybody is told',
  },
  { say: 'open 22 on web-01 on behalf of riley for 2h', means: 'for somebody else, where a rule lets you' },
  { say: 'list reviews', means: 'what was opened so, and waits for somebody to look at it' },
  { say: 'form', means: 'the same without typing' },
  { say: 'the usual', means: 'what you ask for most, once more' },
  { say: 'extend web-01 by 1h', means: 'ask for longer' },
  { say: 're-pin web-01', means: 'the same access from the address where you are now' },
  { say: "I'm done with web-01", means: 'close it before its end' },
  { say: 'list', means: 'your requests' },
  { say: 'home', means: 'what you have open and what waits for you' },
  { say: 'status aj-7k2m9q', means: 'one request as it is now' },
  {
    say: 'why aj-7k2m9q',
    means: 'which rules it comes under, who may approve it, and what would let it pass',
  },
  { say: 'approve aj-7k2m9q for 30m', means: 'approve, for less time' },
  { say: 'vms prod', means: 'the VMs that you may ask for, and which are under JIT' },
  { say: 'who has web-01', means: 'who has it open now' },
  { say: 'check web-01', means: 'who could reach it, for auditors and on-call' },
  { say: 'activity web-01', means: 'who did what in Azure, and what of it was not Ajar' },
  { say: 'enable jit on web-09', means: 'put it under just-in-time access, for admins' },
  { say: 'drift', means: 'where Azure differs from what Ajar has, for auditors and on-call' },
  { say: 'audit web-01 last 7d as csv', means: 'what happened, as a file, for auditors' },
  { say: 'close everything on web-01', means: 'in an emergency, for admins and on-call' },
  { say: 'link slack', means: 'tie your Slack account to you, so that you can approve there' },
  { say: 'notify me in slack', means: 'be pinged in one app only' },
];

/** What people can say, with examples that work. */
export const help = (deps: Deps, said: Said): Promise<void> =>
  reply(deps, said.place, { card: 'help', person: said.person, examples: EXAMPLES });
