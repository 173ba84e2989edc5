import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AVERY, RILEY, SAMPLE_CARDS } from '../../contracts/sample-cards.ts';
import { activity, click, PERSONAL } from './activities.ts';
import { faultsIn } from './card-check.ts';
import { readCard } from './read-card.ts';
import { TENANT } from './signer.ts';
import { actions, inputs } from './templates.ts';
import { CHANNEL, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const { vm: picked, ...unpicked } = SAMPLE_CARDS.form.form;
const press = async (verb: string, data: object, more: object = {}) =>
  (await world.post(click(world.stub.url, verb, data, more))).json;
const input = (card: unknown, id: string) => [...inputs(card)].find((each) => each.id === id);
const written = () =>
  [...world.stub.messages.values()].map(({ activity }) => activity.attachments?.[0]?.content);
const inChannel = {
  conversation: { id: `${CHANNEL};messageid=77`, conversationType: 'channel', tenantId: TENANT },
};

describe('the button that opens a form', () => {
  it('puts it below the card, in the chat of its person', async () => {
    expect((await press('form', {})).value).toBe('The form is below.');
    expect(readCard(written().at(-1))).toContain('Open a port on vm-prod-01');
    const place = { app: 'teams', service: world.stub.url, conversation: PERSONAL, privateTo: RILEY.id };
    expect(world.heard.asked).toEqual([{ person: RILEY, place, zone: 'Europe/Berlin' }]);
  });

  it('pressed in a channel, puts it where its person reads alone', async () => {
    await world.post(activity(world.stub.url));
    expect((await press('again', { request: 'aj-7k2m9q' }, inChannel)).value).toBe(
      'The form is in your chat with Ajar.',
    );
    expect([...world.stub.messages.values()].at(-1)?.conversation).toBe(PERSONAL);
    expect(world.heard.asked).toMatchObject([{ again: 'aj-7k2m9q', place: { privateTo: RILEY.id } }]);
  });

  it('answers with it where Ajar cannot write to that person', async () => {
    world.stub.blocked.add(RILEY.id);
    const { type, value } = await press('form', {}, inChannel);
    expect(type).toBe('application/vnd.microsoft.card.adaptive');
    expect(readCard(value)).toContain('Open a port on vm-prod-01');
  });
});

describe('the form', () => {
  it('without a VM has a picker that searches, with the last VMs for clients that cannot', async () => {
    world.heard.shownForm = { ...unpicked, ports: [], durations: [], sources: [] };
    await press('form', {});
    const card = written().at(-1);
    expect(faultsIn(card)).toEqual([]);
    expect(input(card, 'vm')).toMatchObject({
      style: 'filtered',
      'choices.data': { type: 'Data.Query', dataset: 'vms' },
      choices: [{ title: 'web-01 (rg-web, Production, stopped)', value: 'k-web-01' }],
    });
    expect([...actions(card)].map(({ title }) => title)).toEqual(['Next']);
    expect(input(card, 'ports')).toBeUndefined();
  });

  it('with a VM asks for the rest, and shows the cap', async () => {
    await press('pick', { form: 'f-1', vm: 'k-prod-01' });
    const { value } = await press('pick', { form: 'f-1', vm: 'k-prod-01' });
    expect(world.heard.asked.at(-1)).toMatchObject({ person: RILEY, form: 'f-1', vm: 'k-prod-01' });
    expect(readCard(value)).toContain('At most 4 h here.');
    expect(input(value, 'ports')).toMatchObject({ isMultiSelect: true, value: '3389/tcp' });
    expect(input(value, 'minutes')).toMatchObject({ value: '60' });
    expect(input(value, 'source')).toMatchObject({ value: '203.0.113.7/32' });
    expect(input(value, 'justification')).toMatchObject({ value: 'the print spooler hangs' });
    expect(picked?.key).toBe('k-prod-01');
  });

  it('keeps what was typed when another VM is picked', async () => {
    const typed = {
      justification: 'the disk is full',
      ticket: 'INC-9',
      minutes: '240',
      otherSource: '198.51.100.7',
    };
    const { value } = await press('pick', { form: 'f-1', vm: 'k-prod-01', ...typed, ports: '22/udp' });
    expect(input(value, 'justification')?.value).toBe('the disk is full');
    expect(input(value, 'ticket')?.value).toBe('INC-9');
    expect(input(value, 'minutes')?.value).toBe('240');
    expect(input(value, 'otherSource')?.value).toBe('198.51.100.7');
    // Which the new VM does not have.
    expect(input(value, 'ports')?.value).toBe('3389/tcp');
  });

  it('asks for whom it is beside the VM where a rule lets them ask for others, and hands both on', async () => {
    world.heard.shownForm = { ...unpicked, ports: [], durations: [], sources: [] };
    await press('form', {});
    expect(input(written().at(-1), 'whom')).toMatchObject({ value: 'Blake Approver' });
    world.heard.shownForm = SAMPLE_CARDS.form.form;
    const { value } = await press('pick', {
      form: 'f-1',
      vm: 'k-prod-01',
      whom: 'riley',
      start: 'in 2 hours',
    });
    expect(world.heard.asked.at(-1)).toMatchObject({ vm: 'k-prod-01', whom: 'riley' });
    expect(input(value, 'start')).toMatchObject({ value: 'in 2 hours' });
    world.heard.shownForm = { ...unpicked, forOthers: false };
    await press('form', {});
    expect(input(written().at(-1), 'whom')).toBeUndefined();
  });

  it('says so when nothing was picked', async () => {
    const { value } = await press('pick', { form: 'f-1' });
    expect(readCard(value)).toContain('Pick a VM.');
    expect(world.heard.asked.at(-1)).not.toHaveProperty('vm');
  });

  it('says so when what was picked is not there any more', async () => {
    world.heard.shownForm = { ...unpicked, ports: [], durations: [], sources: [] };
    const gone = await press('pick', { form: 'f-1', vm: 'k-gone' });
    expect(readCard(gone.value)).toContain(
      'This VM is not there any more, or no rule lets you ask for it. Pick another.',
    );
    world.heard.shownForm = { ...world.heard.shownForm, notice: 'The VMs could not be read.' };
    const unread = await press('pick', { form: 'f-1', vm: 'k-gone' });
    expect(readCard(unread.value)).toContain('The VMs could not be read.');
  });

  it('keeps the sentence that it began with when it goes on', async () => {
    world.heard.shownForm = {
      ...SAMPLE_CARDS.form.form,
      notice: 'aj-1 was for 2 VMs, and a form takes one.',
    };
    const { value } = await press('pick', { form: 'f-1', vm: 'k-prod-01' });
    expect(readCard(value)).toContain('aj-1 was for 2 VMs, and a form takes one.');
  });

  it('of a hundred ports shows what is chosen, and says how many it leaves out', async () => {
    const ports = Array.from({ length: 100 }, (_, at) => {
      const value = `${1000 + at}/tcp`;
      return { value, title: value, chosen: at === 90 };
    });
    world.heard.shownForm = { ...SAMPLE_CARDS.form.form, ports };
    const { value } = await press('pick', { form: 'f-1', vm: 'k-prod-01' });
    const { choices } = input(value, 'ports') as { choices: { value: string }[] };
    expect(choices.map((choice) => choice.value)).toContain('1090/tcp');
    expect(readCard(value)).toContain(`${100 - choices.length} more ports`);
  });

  it('hands on its own fields as typed, and nothing else (H1)', async () => {
    const fields = { vm: 'k-prod-01', ports: '22/tcp,3389/tcp', minutes: '60', source: 'vpn', ticket: '' };
    const forged = { requester: 'somebody else', person: { id: 'x' }, approvers: 'me', key: 'k', place: 'p' };
    await press('submit', { form: 'f-1', ...fields, ...forged, justification: { $ne: 1 } }, { id: 's-1' });
    expect(world.heard.filled).toEqual([
      {
        key: `teams/${PERSONAL}/s-1`,
        person: RILEY,
        place: { app: 'teams', service: world.stub.url, conversation: PERSONAL, privateTo: RILEY.id },
        zone: 'Europe/Berlin',
        form: 'f-1',
        fields,
      },
    ]);
  });

  it('comes back with what is wrong at each field, and with what was typed', async () => {
    world.heard.formAnswer = {
      faults: {
        minutes: 'At most 4 h here.',
        otherSource: '"home" is no address.',
        ports: 'Choose at least one port.',
      },
    };
    const { value } = await press('submit', {
      form: 'f-1',
      vm: 'k-prod-01',
      otherSource: 'home',
      ticket: 'INC-7',
    });
    const text = readCard(value);
    for (const fault of ['At most 4 h here.', '"home" is no address.', 'Choose at least one port.'])
      expect(text).toContain(fault);
    expect(text.indexOf('"home" is no address.')).toBeGreaterThan(text.indexOf('Another address'));
    expect(input(value, 'otherSource')?.value).toBe('home');
    expect(input(value, 'ticket')?.value).toBe('INC-7');
    expect(faultsIn(value)).toEqual([]);
  });

  it('gives way to the answer, with the same in one line', async () => {
    const line = 'open 3389/tcp on vm-prod-01 for 1h from 203.0.113.7';
    world.heard.formAnswer = { sentence: 'Asked as aj-7k2m9q.', refused: false, request: 'aj-7k2m9q', line };
    const { value } = await press('submit', { form: 'f-1' });
    expect(readCard(value)).toBe(`Asked as aj-7k2m9q.\nThe same in one line  ${line}`);
  });

  it('gives way to a refusal', async () => {
    world.heard.formAnswer = {
      sentence: 'This form is more than an hour old. Open a new one.',
      refused: true,
    };
    expect(readCard((await press('submit', { form: 'f-1' })).value)).toContain('more than an hour old');
  });

  it('without its id is none of our buttons', async () => {
    expect((await press('submit', { vm: 'k-prod-01' })).value).toContain('This button is none');
    expect(world.heard.filled).toEqual([]);
  });
});

describe('the VM picker', () => {
  const search = (value: unknown, more: object = {}) =>
    world.post(
      activity(world.stub.url, {
        type: 'invoke',
        name: 'application/search',
        text: undefined,
        value,
        ...more,
      }),
    );
  const query = (queryText: unknown) => ({ queryText, queryOptions: { top: 15, skip: 0 }, dataset: 'vms' });
  const results = (json: { value?: unknown }) => (json.value as { results: unknown[] }).results;

  it('answers with names and keys, at most 15', async () => {
    const vms = Array.from({ length: 20 }, (_, at) => ({ key: `k${at}`, name: `vm-${at}`, note: 'rg-prod' }));
    world.heard.foundVms = async () => vms;
    const { status, json } = await search(query(' prod '));
    expect([status, json.statusCode, json.type]).toEqual([
      200,
      200,
      'application/vnd.microsoft.search.searchResponse',
    ]);
    expect(results(json)).toHaveLength(15);
    expect(results(json)[0]).toEqual({ title: 'vm-0 (rg-prod)', value: 'k0' });
    expect(world.heard.letters).toEqual(['prod']);
  });

  it('takes no letters at all, as when it is opened', async () => {
    for (const none of ['', null, undefined]) expect((await search(query(none))).status).toBe(200);
    expect(world.heard.letters).toEqual(['', '', '']);
  });

  it('answers nothing for another list, a failure, or somebody who is not believed', async () => {
    world.heard.foundVms = async () => {
      throw new Error('broken inside');
    };
    expect(results((await search(query('a'))).json)).toEqual([]);
    expect(results((await search({ ...query('a'), dataset: 'people' })).json)).toEqual([]);
    world.stub.members.clear();
    const before = world.heard.letters.length;
    const stranger = {
      from: { id: '29:riley', aadObjectId: RILEY.id },
      conversation: { id: 'a:other', conversationType: 'personal', tenantId: TENANT },
    };
    expect(results((await search(query('a'), stranger)).json)).toEqual([]);
    expect(results((await search(query('ab'), stranger)).json)).toEqual([]);
    expect(world.heard.letters).toHaveLength(before);
    // Noted once, not with every letter.
    expect(world.heard.refusals).toHaveLength(1);
  });

  it('notes who is turned away, also after letters that were answered', async () => {
    await search(query('a'));
    const guest = { from: { id: '29:riley', aadObjectId: AVERY.id } };
    await search(query('b'), guest);
    expect(world.heard.refusals).toHaveLength(1);
  });

  it('answers nothing rather than late', async () => {
    world.heard.foundVms = () => new Promise(() => undefined);
    expect(results((await search(query('a'))).json)).toEqual([]);
  });
});
