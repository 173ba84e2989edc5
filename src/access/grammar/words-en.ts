import { JIT_PLACERS, UNDER_JIT } from './jit-en.ts';
import { joined, list } from './phrase-list.ts';
import { EXAMPLES, VERBS, WHOLE } from './verbs-en.ts';
import type { Words } from './words.ts';

/** English. */
export const ENGLISH: Words = {
  verbs: VERBS,
  ...{ jit: UNDER_JIT, jitPlacers: JIT_PLACERS },
  whole: WHOLE,
  examples: EXAMPLES,
  wishes: list(
    'need | want | wish | require | get | give | have | request | requesting | like | wanna | needs | got | get to | new request | new ask',
  ),
  openers: list(
    "i | i'd | id | i'm | im | i am | we | we'd | we're | us | me | you | can | could | would | will | may | might | to | tell | let | the" +
      " | a | an | be | able | ajar | /ajar | /jit | for me | for us | now | so | ok | okay | am | are | it's | is | that | there | once",
  ),
  fillers: list(
    'please | pls | plz | kindly | thanks | thank you | thx | ty | tysm | tyvm | cheers | asap | urgent | urgently | quickly | just | me | us | for me | for us | now' +
      ' | right now | immediately | today | again | too | also | then | if possible | my | the | a | an | our | access | connection | connections' +
      ' | session | from now | from now on | starting now | hi | hello | hey | ajar | @ajar | dear | team | all good | permission | local time | my time | my local time | your time | pretty please | in advance | tia | incoming | inbound | max | maximum | tops | more | longer',
  ),
  copies: list('cc | /cc | fyi'),
  asks: list('can | could | may | might | would | will | am | are'),
  selves: list('i | we'),
  echoes: list('again | once again | once more | one more time | as usual | as always'),
  greetings: list('hi | hello | hey | yo | ajar | good morning | good evening'),
  introducers: {
    where: list('on | to | into | onto | at | of | against | towards | inside'),
    in: list('in | within'),
    for: list('for'),
    length: list('during | duration | lasting | length'),
    by: list('by'),
    until: list('until | till | til | up until | up till | ending | ending at | ends at | ends | until at'),
    start: list(
      'starting | starting at | starting on | starting from | beginning | beginning at | beginning on | between',
    ),
    from: list(
      'from | source | sources | source ip | source address | coming from | ip | from ip | from address | client ip | src | from source | from ips' +
        ' | from ip address | ip address | from my ip | from my address | from my ip address | from my public ip | from my current ip | from current ip | from this ip | from my home ip | from my office ip | my ip | my ip is | from the ip | from the address',
    ),
    means: list('via | through | over | using | with | by way of | thru'),
    reason: list(
      'because | because of | cause | coz | cuz | bc | reason | reason is | reason being | justification | due to | purpose | why | reasons' +
        ' | the reason is | on account of | owing to',
    ),
    purpose: list('so that | so i can | so we can | in order to | to be able to | as i need to'),
    ticket: list(
      'ticket | tickets | incident | change | ref | reference | re | per | under | case | issue | see',
    ),
    last: list('last | past | previous | since'),
    port: list('port | ports | port number | tcp port | udp port | tcp ports | udp ports'),
    group: list('resource group | resource-group | resourcegroup | rg'),
    vm: list(
      'vm | vms | server | servers | machine | machines | host | hosts | instance | virtual machine | virtual machines | box',
    ),
    request: list('request | id | request id | number | grant'),
  },
  and: list('and | plus | & | + | ,'),
  articles: list('the | a | an | my | our | this | that | these | called | named'),
  all: list('all | everything | everyone | everybody | all requests | everything open'),
  csv: [
    ...joined(
      '| as | as a | as an | in | in a | into a | to | to a | with',
      'csv',
      '| file | export | format',
    ),
    ...list('as a file | as file | as a spreadsheet | as spreadsheet | as excel'),
    ...joined(
      'export | download | export me | csv of | csv for',
      '| the',
      '| audit | audit log | audit trail | log | logs | history',
    ),
  ],
  own: list('my | mine | our | ours | own | i | we | myself | me | us'),
  things: list(
    'access | accesses | request | requests | grant | grants | session | sessions | connection | connections | port | ports' +
      ' | open | opened | active | current | live | has | have | have open | has open | still open | right now | that is open' +
      " | that's open | which is open | of them | of that | of it | out of",
  ),
  has: list('has | have | had | opened'),
  people: list('user | person | requester | engineer'),
  done: list('done | finished | finish | release | give | drop'),
  courtesy: list(
    'please | pls | plz | thanks | thank you | thx | cheers | now | right now | immediately | asap | urgently | quickly | today | again | too | just',
  ),
  places: [
    ...joined(
      'this | the',
      '| slack | teams | private | team | group',
      'channel | chat | conversation | room',
    ),
    ...list('this | this group | this place | this team | this thread | here | in here'),
  ],
  ruleLeads: list(
    'for | as | the | a | an | to | of | in | rule | rules | called | named | policy rule | approvals for | approvals of | requests for' +
      ' | requests of | requests under | channel for | channel of | place for | route for | route of | home of | approval channel for | ask for',
  ),
  ruleTails: list('rule | requests | approvals'),
  tellers: list('notify | ping | message | msg | dm | contact | alert | inform | me | us'),
  accounts: list(
    'account | accounts | user | identity | profile | login | app | my | the | this | me | with | to | using | via | microsoft | ms | up | chat | link | links',
  ),
  codes: list('code | the code | with code | code is | link code | is'),
  protections: {
    configured: list('configured | protected | under jit | with jit | jit enabled | has jit | enabled'),
    'not-configured': list(
      'not configured | not-configured | unconfigured | not protected | unprotected | without jit | not under jit | no jit | not enabled',
    ),
    unsupported: list('unsupported | not supported | not-supported'),
    unknown: list('unknown | cannot be told'),
  },
  vmFilters: {
    tag: list('tag | tags | tagged | with tag | with tags | with the tag | tagged with'),
    subscription: list('subscription | subscriptions | sub | in subscription | in the subscription'),
    page: list('page'),
  },
  purposes: list(
    'fix | debug | deploy | check | patch | investigate | restart | update | upgrade | install | troubleshoot | run | look | test | apply' +
      ' | repair | verify | see | do | perform | resolve | solve | finish | complete | clean | change | configure | migrate | move | copy' +
      ' | restore | rotate | review | reboot | read | collect | reset | set | add | remove | replace | help | renew | recover | validate' +
      ' | work | handle | make | roll | stop | start | kill | download | upload | diagnose | monitor | analyse | analyze | inspect | gather' +
      ' | tune | free | clear | unblock | release | fetch | rebuild | reinstall | roll | rollback | reconfigure | enable | disable | execute' +
      ' | maintain | confirm | find | trace | try | use | support | backup | back | prepare | hotfix | mitigate | address | pull | push',
  ),
  closing: list('from | for | until | till | til'),
  pronouns: list(
    'it | this | that | these | those | them | they | this one | that one | the one | mine | there | here | the last one' +
      ' | my last one | last one | the latest | the latest one',
  ),
  behalf: list('on behalf of | on the behalf of | in behalf of | on behalf | in the name of | in place of'),
  particles: list(
    'or | but | not | no | nor | never | except | without | unless | if | than | only | instead | and/or | behalf | him | her | something | anything | someone | somebody',
  ),
  conditions: list('or | if | unless | when'),
  anywhere: list(
    'any | anywhere | everywhere | internet | world | all | * | any ip | any address | any source | anyone',
  ),
  here: list('here | my | home | me | us | this'),
  hereWords: {
    alone: list('here | me'),
    devices: list('laptop | machine | computer | pc | notebook | desktop | workstation | device'),
  },
  now: list('now'),
  units: {
    s: list('s | sec | secs | second | seconds'),
    m: list('m | min | mins | minute | minutes'),
    h: list('h | hr | hrs | hour | hours'),
    d: list('d | day | days'),
    w: list('w | wk | wks | week | weeks'),
  },
  numbers: {
    ...{
      a: 1,
      an: 1,
      one: 1,
      two: 2,
      three: 3,
      four: 4,
      five: 5,
      six: 6,
      seven: 7,
      eight: 8,
      nine: 9,
      ten: 10,
    },
    ...{ eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17 },
    ...{ eighteen: 18, nineteen: 19, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70 },
    ...{ eighty: 80, ninety: 90, couple: 2, another: 1 },
  },
  half: list('half'),
  quarter: list('quarter | quarters'),
  of: list('of'),
  longer: list('more | another | additional | extra | further | longer'),
  more: list('more | additional | extra | further | full | whole'),
  only: list('only | but only'),
  atMost: list(
    'up to | at most | only | only for | but only | but only for | not more than | another | an additional | about | around | roughly | approx | approximately | an extra | additional | extra | further | max | maximum | no more than | for no more than | but no more than | the next | next | the',
  ),
  days: {
    today: list('today'),
    tonight: list('tonight'),
    tomorrow: list('tomorrow | tmrw | tomorow | tmr'),
    yesterday: list('yesterday'),
  },
  weekdays: [
    list('sunday | sun'),
    list('monday | mon'),
    list('tuesday | tue | tues'),
    list('wednesday | wed'),
    list('thursday | thu | thurs'),
    list('friday | fri'),
    list('saturday | sat'),
  ],
  hours: { noon: list('noon | midday'), midnight: list('midnight') },
  halves: { am: list('am | a.m'), pm: list('pm | p.m') },
  utc: list('utc | gmt | z | zulu'),
  zones: list(
    'cet | cest | met | mez | mesz | eet | eest | wet | west | msk | bst | ist | est | edt | cst | cdt | mst | mdt | pst | pdt | akst | hst' +
      ' | et | ct | mt | pt | kst | jst | hkt | sgt | aest | aedt | acst | awst | nzst | nzdt | brt | sast | pkt',
  ),
  month: list('month | months'),
  year: list('year | years'),
};
