import type { Words } from './words.ts';

const list = (text: string): readonly string[] => text.split('|').map((phrase) => phrase.trim());

/** English. */
export const ENGLISH: Words = {
  verbs: {
    open: list(
      'open | open up | unlock | allow | enable | grant | access | connect | reach | permit | ask for | let me in | let us in | get me in' +
        ' | get into | log in | log into | login',
    ),
    form: list('form'),
    again: list('again'),
    approve: list('approve | accept | approve of'),
    deny: list('deny | reject | decline | refuse'),
    cancel: list('cancel | withdraw | abort'),
    close: list(
      'close | close down | revoke | end | stop | lock | shut | disable | remove | terminate | done | done with | done on' +
        ' | finished | finished with | finish with | disconnect | release | give back | drop',
    ),
    closeAll: [],
    extend: list(
      'extend | prolong | renew | lengthen | more time | some more time | a bit more time | a little more time | extra time | longer' +
        ' | a bit longer | a little longer',
    ),
    list: list(
      "list | what do i have open | what do i have | what have i got open | ls | list requests | my requests | show requests | show my requests | show all | show all requests | show list | what's open" +
        ' | whats open | what is open | list of requests | requests' +
        ' | list open | list mine | list my requests | list open requests | list my open requests | show open requests | show open' +
        ' | show mine | list active | list current | list live | status of my requests | my open requests',
    ),
    home: list('home'),
    who: list(
      "who | who has | who has access to | who has access on | who has opened | who can access | who can reach | who is on | who's on" +
        " | whos on | who can get to | who's in | who is in | who opened | who has access | who uses | who is using | who's using | who reaches | who is connected to | who's connected to",
    ),
    status: list(
      "status | state | show | show status | status of | what's the status of | what is the status of | show me | how is",
    ),
    audit: list(
      'audit | audit log | audit trail | show audit | show audit log | show history | show log | show logs | history | log | logs | history of',
    ),
    route: list('use this channel for'),
    link: list('link'),
    unlink: list('unlink'),
    prefer: list('notify me in'),
    help: list(
      'help | help me | usage | commands | manual | what can you do | how does this work | h | how do i | how can i | how to',
    ),
  },
  examples: {
    open: 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123',
    form: 'form',
    again: 'again aj-7k2m9q',
    approve: 'approve aj-7k2m9q',
    deny: 'deny aj-7k2m9q because the change was called off',
    cancel: 'cancel aj-7k2m9q',
    close: 'close aj-7k2m9q',
    closeAll: 'close everything on vm-prod-01',
    extend: 'extend aj-7k2m9q by 1h',
    list: 'list',
    home: 'home',
    who: 'who has vm-prod-01',
    status: 'status aj-7k2m9q',
    audit: 'audit vm-prod-01 last 7d',
    route: 'use this channel for production',
    link: 'link 7K2M-9QXY',
    unlink: 'unlink slack',
    prefer: 'notify me in slack',
    help: 'help',
  },
  wishes: list(
    'need | want | wish | require | get | give | have | request | requesting | like | wanna | needs | got',
  ),
  openers: list(
    "i | i'd | id | i'm | im | i am | we | we'd | we're | us | me | you | can | could | would | will | may | might | to | tell | let | the" +
      " | a | an | be | able | ajar | /ajar | for me | for us | now | so | ok | okay | am | are | it's | is | that | there | once",
  ),
  fillers: list(
    'please | pls | plz | kindly | thanks | thank you | thx | ty | cheers | asap | urgently | quickly | just | me | us | for me | for us | now' +
      ' | right now | immediately | today | again | too | also | then | if possible | my | the | a | an | our | access | connection | connections' +
      ' | session | from now | from now on | starting now | hi | hello | hey | ajar | @ajar | dear | team | all good | permission | local time | my time | my local time | your time | pretty please | in advance | tia | incoming | inbound | max | maximum | tops | more | longer',
  ),
  greetings: list('hi | hello | hey | yo | ajar | good morning | good evening'),
  introducers: {
    where: list('on | to | into | onto | at | of | against | towards | inside'),
    in: list('in | within'),
    for: list('for'),
    length: list('during | duration | lasting | length'),
    by: list('by'),
    until: list('until | till | til | up until | up till | ending | ending at | ends at | ends | until at'),
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
  atMost: list(
    'up to | at most | another | an additional | about | around | roughly | approx | approximately | an extra | additional | extra | further | max | maximum | no more than | the next | next | the',
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
