import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../e2e/desk.ts';
import type { HandClock } from '../fakes/clock.ts';
import type { FakeCloud } from '../fakes/cloud.ts';
import type { Pages } from '../fakes/pages.ts';
import { vmOf } from '../fakes/vms.ts';

/** Three people in one chat app, Ajar behind it, and a cloud in memory; business time runs fast. */
export interface Table {
  /** May ask. */
  readonly riley: Desk;
  /** May approve. */
  readonly avery: Desk;
  /** Security. */
  readonly blake: Desk;
  /** May ask, stands in a list of approvers, and is a guest; missing where an app has none. */
  readonly hana?: Desk;
  readonly cloud: FakeCloud;
  readonly pages: Pages;
  /** Business time; a story sets it ahead where it would only wait. */
  readonly clock: HandClock;
  close(): Promise<void>;
}

const MINUTE = 60_000;

const idIn = (text: string): string => /aj-[0-9a-z]{6}/.exec(text)?.[0] ?? '';

/** The same conversation in every chat app: what is said, shown and pressed, drawn by the app itself. */
export function storiesIn(app: string, open: () => Promise<Table>, hasGuests = true): void {
  describe(`in ${app}`, () => {
    let table: Table;
    beforeAll(async () => {
      table = await open();
    });
    afterAll(() => table?.close());

    async function ask(sentence: string, ...shows: readonly string[]): Promise<string> {
      await table.riley.say(sentence);
      const id = idIn(await table.avery.reads('Riley Requester', 'Waiting for approval', ...shows));
      await table.riley.reads(id, 'Waiting for approval');
      return id;
    }

    it('a port is asked for, approved by a click, opened, and closed by its requester', async () => {
      const id = await ask(
        'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123',
        'vm-prod-01',
        'INC-123',
      );
      expect(table.cloud.open()).toEqual([]);
      await table.avery.press('Approve', { on: [id] });
      await table.riley.reads(id, 'is open for Riley Requester');
      await table.avery.reads(id, 'is open for Riley Requester', 'Avery Approver');
      expect(table.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
      await table.riley.press('Close now', { on: [id, 'is open'] });
      await table.riley.reads(id, 'is closed');
      await table.avery.reads(id, 'is closed');
      expect(table.cloud.open()).toEqual([]);
    });

    it('a request is denied with a reason that its requester reads', async () => {
      const id = await ask('open 22 on vm-prod-02 for 1h from 203.0.113.7', 'vm-prod-02');
      await table.avery.say(`deny ${id} because use the bastion`);
      await table.riley.reads(id, 'denied', 'use the bastion');
    });

    it('a missing source is asked for, and a button answers', async () => {
      await table.riley.say('open 22 on vm-prod-02 for 1h');
      await table.riley.press('vpn', { on: ['From which address'] });
      const id = idIn(await table.avery.reads('Waiting for approval', '198.51.100.0/28'));
      await table.riley.say(`cancel ${id}`);
      await table.avery.reads(id, 'cancelled');
    });

    it('"from my ip" is answered with a page, and what its button hands over is asked for', async () => {
      table.pages.forget();
      await table.riley.say('open 22 on vm-prod-02 for 1h from my ip');
      await table.riley.reads('From which address', 'Use my address', 'on the machine you will connect from');
      await table.pages.useAddress('203.0.113.77');
      const id = idIn(
        await table.avery.reads('Waiting for approval', '203.0.113.77', 'Ajar saw a connection'),
      );
      await table.riley.reads(id, 'Waiting for approval');
      await table.avery.press('Approve', { on: [id] });
      await table.riley.reads(id, 'is open for Riley Requester');
      await table.riley.say(`re-pin ${id}`);
      await table.riley.reads('From which address', 'Use my address');
      await table.pages.useAddress('203.0.113.78');
      const moved = idIn(
        await table.avery.reads('Waiting for approval', '203.0.113.78', `takes the place of ${id}`),
      );
      await table.riley.reads(id, 'is closed', `Moved to another address as ${moved}`);
      await table.riley.say(`cancel ${moved}`);
      await table.riley.reads(moved, 'cancelled');
    });

    it('what is risky is approved behind a sign-in, and by no click', async () => {
      table.cloud.vms.push(vmOf('crown-01', [22], { tags: { env: 'crown' } }));
      const id = await ask('open 22 on crown-01 for 1h from 203.0.113.7', 'crown-01');
      await table.avery.press('Approve', { on: [id] });
      await table.avery.reads(`Sign in to approve ${id}`, 'the link is yours alone');
      expect(await table.pages.approve(table.avery.person)).toContain(`Approved ${id}`);
      await table.riley.reads(id, 'is open for Riley Requester', 'Avery Approver');
      await table.riley.press('Close now', { on: [id, 'is open'] });
      await table.riley.reads(id, 'is closed');
    });

    it('nobody approves their own request, and nobody is left without an answer', async () => {
      const id = await ask('open 5986 on vm-prod-01 for 1h from 203.0.113.7', '5986');
      await table.riley.say(`approve ${id}`);
      await table.riley.reads('You cannot approve your own request.');
      await table.riley.say('opne 22 on vm-prod-02');
      await table.riley.reads('Did you mean "open"');
      await table.riley.say('open 22 on vm-prod-99 for 1h from 203.0.113.7');
      await table.riley.reads('I know no VM called vm-prod-99', 'vm-prod-02');
      await table.riley.say(`cancel ${id}`);
      await table.riley.reads(id, 'cancelled');
    });

    it('a VM is put under just-in-time access by an admin, and what waited for it is asked by itself', async () => {
      table.cloud.vms.push(vmOf('web-09', [], { tags: { env: 'prod' } }));
      await table.riley.say('open 22 on web-09 for 1h from 203.0.113.7');
      await table.riley.reads('in no JIT policy of web-09');
      await table.riley.press('Ask an admin to enable it', { on: ['in no JIT policy of web-09'] });
      const asked = await table.avery.reads(
        'put web-09 under just-in-time access',
        'Waiting for approval',
        'Approve',
      );
      expect(asked).toContain('AllowVnetInBound');
      const id = idIn(asked);
      const own = await table.riley.reads(id, 'Waiting for approval');
      expect(own).not.toContain('AllowVnetInBound');
      await table.avery.press('Approve', { on: [id] });
      await table.avery.reads(id, 'Set up');
      const request = idIn(
        (await table.riley.reads(id, 'Set up', /asked as aj-/)).split('asked as')[1] ?? '',
      );
      await table.avery.reads(request, '22/tcp on web-09', 'Waiting for approval');
      await table.riley.say(`cancel ${request}`);
      await table.riley.reads(request, 'cancelled');
    });

    it('a later start is approved now, shown as such, and opens then', async () => {
      const id = await ask('open 22 on vm-prod-02 in 15 minutes for 20m from 203.0.113.7', 'Opens at', 'UTC');
      await table.avery.press('Approve', { on: [id] });
      await table.riley.reads(id, 'Approved for later', /Opens at \d\d:\d\d UTC/);
      expect(table.cloud.open()).toEqual([]);
      table.clock.pass(15 * MINUTE);
      await table.riley.reads(id, 'is open for Riley Requester');
      expect(table.cloud.open()).toEqual(['22/tcp vm-prod-02 203.0.113.7/32']);
      await table.riley.say(`close ${id}`);
      await table.riley.reads(id, 'is closed');
    });

    it('what was approved for later is taken back by its approver', async () => {
      const id = await ask('open 22 on vm-prod-02 tomorrow 22:00 to 23:00 from 203.0.113.7', '22:00 UTC');
      await table.avery.press('Approve', { on: [id] });
      await table.avery.reads(id, 'Approved for later', 'Take it back');
      await table.avery.say(`deny ${id} because the change was called off`);
      await table.riley.reads(id, 'denied', 'the change was called off');
    });

    it('the glass is broken with a reason, everybody is told, and somebody else says what they found', async () => {
      await table.riley.say(
        'break glass: open 22 on vm-prod-02 for 30m from 203.0.113.7 because the shop is down',
      );
      const question = ['opens 22/tcp on vm-prod-02 from 203.0.113.7 for 30 min at once, without approval'];
      await table.riley.reads(...question, 'Told at once', 'Avery Approver', 'the shop is down');
      await table.riley.press('Break the glass', { on: question });
      const told = await table.avery.reads('Riley Requester broke the glass', 'Why: the shop is down');
      const id = idIn(told);
      await table.riley.reads(id, 'is open for Riley Requester, by break-glass');
      await table.riley.say(`review ${id} found all is well`);
      await table.riley.reads('somebody else has to look at it');
      await table.avery.say('list reviews');
      await table.avery.reads('Waiting to be reviewed: 1', id);
      await table.avery.say(`review ${id} found the shop down, and nothing else`);
      await table.avery.reads(
        'Riley Requester broke the glass',
        'who found: the shop down, and nothing else',
      );
      await table.riley.say(`close ${id}`);
      await table.riley.reads(id, 'is closed');
    });

    it('a port is asked for on behalf of somebody else, whom both names stand by', async () => {
      await table.riley.say('open 22 on vm-prod-02 on behalf of Hana Helper for 1h from 203.0.113.7');
      const asked = await table.avery.reads('Riley Requester asks for 22/tcp on vm-prod-02 for Hana Helper');
      const id = idIn(asked);
      await table.riley.say(`approve ${id}`);
      await table.riley.reads('You asked for this, so somebody else has to approve it.');
      await table.riley.say(`cancel ${id}`);
      await table.avery.reads(id, 'cancelled');
    });

    it('two stages: the second is asked once the first has approved, and every card says who has', async () => {
      await table.riley.say('open 22 on vault-01 for 1h from 203.0.113.7');
      const id = idIn(
        await table.avery.reads('vault-01', 'Stage 1, approvers: 0 of 1', 'Asked once the stage'),
      );
      await table.avery.press('Approve', { on: [id] });
      const asked = [
        'Stage 1, approvers: 1 of 1: Avery Approver at',
        'Stage 2, security: 0 of 1, 1 missing.',
      ];
      await table.blake.reads(id, ...asked);
      await table.riley.reads(id, ...asked);
      expect(table.cloud.open()).toEqual([]);
      await table.blake.press('Approve', { on: [id, ...asked] });
      await table.riley.reads(
        id,
        'is open for Riley Requester',
        'Stage 2, security: 1 of 1: Blake Approver at',
      );
      await table.riley.press('Close now', { on: [id, 'is open'] });
      await table.riley.reads(id, 'is closed');
    });

    it('nobody answers: a reminder, then others may, and one of them does', async () => {
      table.cloud.vms.push(vmOf('night-01', [22], { tags: { env: 'night' } }));
      await table.riley.say('open 22 on night-01 for 1h from 203.0.113.7');
      const id = idIn(await table.avery.reads('night-01', 'If nobody answers, Ajar reminds approvers at'));
      table.clock.pass(3 * MINUTE);
      await table.avery.reads(
        id,
        'Reminded approvers at',
        'If nobody answers, Ajar asks security as well at',
      );
      table.clock.pass(3 * MINUTE);
      await table.blake.reads(id, 'Asked security as well at', 'for approvers.');
      await table.riley.reads(id, 'Asked security as well at');
      await table.blake.press('Approve', { on: [id, 'Asked security as well at'] });
      await table.riley.reads(id, 'is open for Riley Requester');
      await table.riley.press('Close now', { on: [id, 'is open'] });
      await table.riley.reads(id, 'is closed');
    });

    it('nobody answers at all: it lapses with the reason, and one press asks again', async () => {
      await table.riley.say('open 22 on night-01 for 2h from 203.0.113.7');
      const id = idIn(await table.avery.reads('night-01', '2 h', 'Waiting for approval'));
      table.clock.pass(16 * MINUTE);
      await table.riley.reads(
        id,
        'Lapsed',
        'Nobody answered in time. Asked were approvers (Avery Approver) at',
      );
      await table.riley.press('Ask again', { on: [id, 'Lapsed'] });
      const isOther = new RegExp(`^(?!.*${id})`);
      const next = idIn(await table.riley.reads(isOther, 'night-01', '2 h', 'Waiting for approval'));
      await table.riley.say(`cancel ${next}`);
      await table.riley.reads(next, 'cancelled');
    });

    it('an approver lets fewer ports be, and everybody reads which were left out', async () => {
      const id = await ask('open 3389, 5986 on vm-prod-01 for 45m from 203.0.113.7', '5986/tcp', '45 min');
      await table.avery.say(`approve ${id} only 5986`);
      await table.riley.reads(id, 'is open for Riley', 'Left out by Avery Approver: 3389/tcp on vm-prod-01.');
      expect(table.cloud.open()).toEqual(['5986/tcp vm-prod-01 203.0.113.7/32']);
      await table.riley.say(`close ${id}`);
      await table.riley.reads(id, 'is closed');
    });

    it('help, list and status answer', async () => {
      await table.riley.say('help');
      await table.riley.reads('open 3389 on vm-prod-01');
      await table.riley.say('list');
      await table.riley.reads('Your requests', 'vm-prod-02');
    });

    it('the policy’s reasons are told to whoever asked', async () => {
      const id = await ask('open 22 on vm-prod-02 for 1h from 203.0.113.7', 'vm-prod-02');
      await table.riley.say(`why ${id}`);
      await table.riley.reads(
        `Why ${id}`,
        'Opens once it is approved',
        'Rule "production" holds',
        'Avery Approver',
      );
      await table.riley.say(`cancel ${id}`);
      await table.riley.reads(id, 'cancelled');
    });

    it.runIf(hasGuests)('a guest asks where a rule names them, and approves nothing', async () => {
      const { riley, avery, cloud } = table;
      const hana = table.hana as Desk;
      cloud.vms.push(vmOf('lab-01', [22], { tags: { env: 'lab' } }));
      await hana.say('open 22 on lab-01 for 1h from 203.0.113.7');
      const own = idIn(await avery.reads('Hana Helper asks for', 'lab-01', 'Waiting for approval'));
      await hana.reads(own, 'Waiting for approval');
      await hana.say(`cancel ${own}`);
      const id = await ask('open 22 on lab-01 for 1h from 203.0.113.8', 'lab-01');
      await hana.say(`approve ${id}`);
      await hana.reads(`Guests of the organisation cannot approve ${id}`);
      expect((await hana.shown()).filter((text) => text.includes('Riley Requester asks for'))).toEqual([]);
      await riley.say(`cancel ${id}`);
      await riley.reads(id, 'cancelled');
    });

    it('what people write stays text', async () => {
      const hostile = 'see **this** and ${secret} [Approve](http://evil.example) \u001b[31m';
      const id = await ask(
        `open 22 on vm-prod-02 for 1h from 203.0.113.7 because ${hostile}`,
        'see **this**',
      );
      const shown = await table.avery.reads(id, 'see **this** and ${secret}');
      expect(shown).not.toContain('evil.example');
      expect(shown).not.toContain('\u001b');
      await table.riley.say(`cancel ${id}`);
    });
  });
}
