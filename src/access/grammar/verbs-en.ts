import { JIT } from './jit-en.ts';
import { joined, list } from './phrase-list.ts';
import type { Words } from './words.ts';

/** What asks for each verb in English. */
export const VERBS: Words['verbs'] = {
  open: list(
    'open | open up | unlock | allow | enable | grant | access | connect | reach | permit | ask for | let me in | let us in | get me in' +
      ' | schedule | get into | log in | log into | login',
  ),
  breakGlass: list('break glass | break the glass | break-glass | breakglass'),
  approve: list('approve | accept | approve of'),
  deny: list('deny | reject | decline | refuse'),
  cancel: list('cancel | withdraw | abort'),
  close: list(
    'close | close down | revoke | end | stop | lock | shut | disable | remove | terminate | done | done with | done on' +
      ' | finished | finished with | finish with | disconnect | release | give back | drop',
  ),
  extend: list(
    'extend | prolong | renew | lengthen | more time | some more time | a bit more time | a little more time | extra time | longer' +
      ' | a bit longer | a little longer',
  ),
  repin: list(
    're-pin | repin | re pin | move my access to | moved networks on | i moved networks on | i moved networks | moved networks | new address on | new address for | change my address on | change my ip on',
  ),
  list: list(
    "list | what do i have open | what do i have | what have i got open | ls | list requests | my requests | show requests | show my requests | show all | show all requests | show list | what's open" +
      ' | whats open | what is open | list of requests | requests' +
      ' | check my requests | check my access | check requests | list open | list mine | list my requests | list open requests | list my open requests | show open requests | show open' +
      ' | show mine | list active | list current | list live | status of my requests | my open requests',
  ),
  who: list(
    "who | who has | who has access to | who has access on | who has opened | who can access | who can reach | who is on | who's on" +
      " | whos on | who can get to | who's in | who is in | who opened | who has access | who uses | who is using | who's using | who reaches | who is connected to | who's connected to",
  ),
  status: list(
    "status | state | show | show status | status of | what's the status of | what is the status of | show me | how is" +
      ' | check status | check status of | check the status of | check on the status of',
  ),
  why: list(
    'why | why is | why was | why does | why did | why do i need approval for | explain | explain why | who can approve | who may approve',
  ),
  audit: list(
    'audit | audit log | audit trail | show audit | show audit log | show history | show log | show logs | history | log | logs | history of',
  ),
  check: [
    ...joined(
      'check | inspect | examine',
      '| on | up on | access to | the access to | the rules of | the rules on',
    ),
    ...joined(
      'check | inspect',
      '| the',
      'ports of | ports on | port of | port on | network of | firewall of | nsg of',
    ),
    ...list('what guards | what is before | who could reach | who could get to'),
  ],
  activity: [
    ...joined(
      '| show | show me | get',
      '| azure | the azure',
      'activity | activity log | activities',
      '| of | on | for',
    ),
    ...joined('| show | show me', 'azure log | azure history', '| of | on | for'),
    ...list('who acted on | who changed'),
  ],
  enableJit: [
    ...joined('enable | turn on | switch on | activate | set up | setup | configure | add | start', JIT),
    ...joined('turn | switch', JIT, 'on'),
  ],
  editJit: joined('edit | change | update | modify | adjust', JIT, '| on'),
  disableJit: [
    ...joined('disable | turn off | switch off | deactivate | remove | delete | stop', JIT),
    ...joined('turn | switch', JIT, 'off'),
  ],
  vms: [
    ...joined('| list | show | show me | find | search | see', '| all | my | the | all the', 'vms'),
    ...joined('list | show | show me', '| all | my | the | all the', 'machines | servers | virtual machines'),
    ...joined('which | what', 'vms | machines | servers', '| are there | can i open | can i ask for'),
    ...list('list of vms | list of all vms | vm list | what can i open | what can i ask for'),
  ],
  route: [
    ...list('route | use here | use channel | use chat | use rule | use'),
    ...joined(
      'use | make | set | take',
      'this',
      '| channel | chat | conversation | room | group | place | team',
    ),
  ],
  link: list(
    'link | link up | link code | my code | my code is | my link code | my link code is | use code | use the code | use link code' +
      ' | use the link code | code | connect my account | connect my accounts',
  ),
  unlink: list(
    'unlink | un-link | disconnect my account | disconnect my accounts | forget my account | forget my accounts | remove my link' +
      ' | remove the link | remove my links | delete my link | delete the link | delete my links',
  ),
  prefer: [
    ...joined('notify | ping | message | msg | dm | contact | alert | inform', '| me | us'),
    ...joined('tell | write | write to | text', 'me | us', 'in | on | via | over | through | by | using'),
    ...joined('send', '| me | us', '| my | the | all my | all', 'notifications | messages | pings | alerts'),
    ...list(
      'prefer | preferred app | my preferred app | my preferred app is | notifications | my notifications | notified | pinged',
    ),
  ],
  review: list('review | reviewed'),
  reviews: list(
    'reviews | list reviews | list of reviews | show reviews | show me reviews | list open reviews | show open reviews | my reviews',
  ),
  help: list(
    'help | help me | usage | commands | manual | what can you do | how does this work | h | how do i | how can i | how to',
  ),
};

/**
 * What is a sentence of its own; with more after it, it is something else. A name of a VM is not taken away: without an
 * article, "open usual" opens a VM.
 */
export const WHOLE: Words['whole'] = {
  form: [
    ...joined('| show | show me | get | get me | open', '| a | the', 'form | request form | access form'),
    ...joined(
      '| make | create | start | begin | file | raise | submit | place',
      '| a | new | a new | another',
      'request | access request',
    ),
    ...joined('open', '| a | new | a new | another', 'request | access request'),
    ...joined('ask | request', '| for', '| new', 'access | something'),
    ...list('ask | new | new access | new ask | a new one | new one | fill in a form | fill in the form'),
  ],
  again: [
    ...joined('| open | repeat | ask for | same as', 'the | my', 'usual', '| one | thing | access | request'),
    ...joined(
      '| do | ask for',
      '| the',
      'same',
      '| again | thing | thing again | one | one again | request | access',
    ),
    ...joined(
      '| the',
      'same | same again',
      'as',
      'last time | the last time | last | before | always | usual | ever | yesterday',
    ),
    ...joined(
      'redo | repeat',
      '| it | that | this | the last one | my last request | the last request',
      '| again',
    ),
    ...list(
      'do it again | do that again | ask again | open the same | open the same again | usual | last one again | ditto',
    ),
    ...list(
      'ask again for | reopen | re-open | open again | same as | the same as | same again as | request again',
    ),
  ],
  home: [
    ...joined(
      '| show | show me | see | view | open | go to | back to',
      'my',
      'home | overview | dashboard | access | page | home page',
    ),
    ...joined(
      '| show | show me | see | view | go to | back to',
      '| the',
      'overview | dashboard | home page | homepage | start page | summary',
    ),
    ...list('home | show home | show me home | go home'),
  ],
  drift: joined('| show | show me | check | check for | look for | any | is there | is there any', 'drift'),
};

/** One sentence for each verb, shown when reading failed. */
export const EXAMPLES: Words['examples'] = {
  open: 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123',
  breakGlass: 'break glass: open 22 on web-01 for 30m because the database is down',
  form: 'form',
  again: 'again aj-7k2m9q',
  approve: 'approve aj-7k2m9q',
  deny: 'deny aj-7k2m9q because the change was called off',
  cancel: 'cancel aj-7k2m9q',
  close: 'close aj-7k2m9q',
  closeAll: 'close everything on vm-prod-01',
  extend: 'extend aj-7k2m9q by 1h',
  repin: 're-pin aj-7k2m9q',
  list: 'list',
  home: 'home',
  drift: 'drift',
  who: 'who has vm-prod-01',
  status: 'status aj-7k2m9q',
  why: 'why aj-7k2m9q',
  audit: 'audit vm-prod-01 last 7d',
  vms: 'vms prod',
  check: 'check vm-prod-01',
  activity: 'activity vm-prod-01 last 7d',
  enableJit: 'enable jit on web-09',
  editJit: 'edit jit on web-09',
  disableJit: 'edit jit on web-09',
  route: 'use this channel for production',
  link: 'link 7K2M-9QXY',
  unlink: 'unlink slack',
  prefer: 'notify me in slack',
  review: 'review aj-7k2m9q found the database restarted and nothing else',
  reviews: 'list reviews',
  help: 'help',
};
