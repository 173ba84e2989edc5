import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RILEY } from '../../contracts/sample-cards.ts';
import { AVERY_USER, CHANNEL, RILEY_USER, type Sent, sentBack, startWorld, VM, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = startWorld();
});
afterEach(() => world.stop());

const pick = () =>
  world.deliver({ kind: 'action', action: 'vm', value: VM.key, view: sentBack(world, {}) } as Sent);

describe('the form', () => {
  const ways: Record<string, [Sent, object]> = {
    '/jit alone': [{ kind: 'command', text: ' ' }, {}],
    '/jit form': [{ kind: 'command', text: 'form' }, {}],
    'the global shortcut': [{ kind: 'shortcut' }, {}],
    'the button in App Home': [{ kind: 'action', action: 'ask', value: 'ask' }, {}],
    '"ask again"': [
      { kind: 'action', action: 'again', value: 'aj-7k2m9q', channel: CHANNEL, ts: '1' },
      { again: 'aj-7k2m9q' },
    ],
    'the message shortcut': [
      { kind: 'message-shortcut', text: 'disk full on <http://vm-prod-01|vm-prod-01> &amp; more' },
      {
        text: 'disk full on vm-prod-01 & more',
        origin: { url: `https://example.slack.com/archives/${CHANNEL}/p1600000000000002` },
      },
    ],
  };
  for (const [name, [delivery, asked]] of Object.entries(ways))
    it(`is opened by ${name}`, async () => {
      await world.deliver(delivery);
      expect(world.heard.asked).toEqual([
        {
          person: RILEY,
          place: expect.objectContaining({ privateTo: RILEY.id }),
          zone: 'Europe/Berlin',
          ...asked,
        },
      ]);
      expect(world.modal()).toContain('A few letters of its name');
    });

  it('is opened before anything is looked up, so that slow look-ups never use up the trigger', async () => {
    // Everything that could be asked takes longer than a trigger lives.
    for (const name of ['self', 'user', 'channel', 'direct', 'permalink'] as const)
      world.slack.before.set(name, async () => world.slack.pass(4_000));
    world.heard.wait = async () => world.slack.pass(4_000);
    await world.deliver({ kind: 'message-shortcut', text: 'alert' });
    expect(world.slack.calls[0]).toBe('openView');
    expect(world.modal()).toContain('A few letters of its name');
  });

  it('says why where its asker is turned away', async () => {
    world.heard.identities.clear();
    await world.deliver({ kind: 'shortcut' });
    expect(world.modal()).toContain('This account is nobody yet.');
    expect([world.heard.asked, world.heard.refusals.length]).toEqual([[], 1]);
  });

  it('says so where it cannot be filled', async () => {
    world.heard.wait = async () => {
      throw new Error('broken inside');
    };
    await world.deliver({ kind: 'shortcut' });
    expect(world.modal()).toContain('Something failed in Ajar.');
  });

  it('that Slack does not open is told in the direct messages', async () => {
    const delivery: Sent = { kind: 'shortcut', trigger: world.slack.trigger() };
    world.slack.pass(3_000);
    await world.deliver(delivery);
    expect(world.told(RILEY_USER)).toEqual([expect.stringContaining('did not let the form open')]);
  });

  it('that was opened without its message being readable begins without a link', async () => {
    await world.deliver({ kind: 'message-shortcut', channel: 'C0UNKNOWN', text: 'alert' });
    expect(world.heard.asked[0]).not.toHaveProperty('origin');
    expect(world.modal()).toContain('A few letters of its name');
  });

  it('is drawn anew for the VM that was picked, and only ids go with it', async () => {
    await world.deliver({ kind: 'shortcut' });
    const typed = sentBack(world, {});
    expect(typed.metadata).toBe('{"form":"form-1"}');
    await pick();
    expect(world.heard.asked[1]).toMatchObject({ form: 'form-1', vm: VM.key, person: RILEY });
    expect(world.modal()).toContain('3389/tcp');
  });

  it('is drawn anew for whom it is, once that is entered or a VM is picked beside it', async () => {
    await world.deliver({ kind: 'shortcut' });
    const view = { ...sentBack(world, {}), values: { 'whom:form-1': 'riley' } };
    await world.deliver({ kind: 'action', action: 'whom', value: 'avery', view } as Sent);
    await world.deliver({ kind: 'action', action: 'vm', value: VM.key, view } as Sent);
    expect(world.heard.asked.slice(1)).toMatchObject([
      { form: 'form-1', whom: 'avery' },
      { form: 'form-1', vm: VM.key, whom: 'riley' },
    ]);
    expect(world.modal()).toContain('For somebody else');
  });

  it('an earlier pick that took longer does not undo a later one', async () => {
    await world.deliver({ kind: 'shortcut' });
    const release: (() => void)[] = [];
    world.heard.wait = () => new Promise((resolve) => void release.push(resolve));
    const view = sentBack(world, {});
    const first = world.deliver({ kind: 'action', action: 'vm', value: 'k9', view } as Sent);
    while (release.length < 1) await new Promise(setImmediate);
    const second = world.deliver({ kind: 'action', action: 'vm', value: VM.key, view } as Sent);
    while (release.length < 2) await new Promise(setImmediate);
    release[1]?.();
    await second;
    release[0]?.();
    await first;
    expect(world.modal()).toContain('3389/tcp');
  });
});

it('a form that was sent is not put back by a pick that took longer', async () => {
  await world.deliver({ kind: 'shortcut' });
  const view = sentBack(world, {});
  let release = (): void => undefined;
  world.heard.wait = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const picked = world.deliver({ kind: 'action', action: 'vm', value: VM.key, view } as Sent);
  while (world.heard.asked.length < 2) await new Promise(setImmediate);
  world.heard.wait = async () => undefined;
  await world.deliver({ kind: 'submission', view } as Sent);
  const drawn = world.slack.calls.filter((call) => call === 'updateView').length;
  release();
  await picked;
  expect(world.slack.calls.filter((call) => call === 'updateView')).toHaveLength(drawn);
});

describe('the VM picker', () => {
  it('offers what this person may ask for, by key', async () => {
    expect(await world.deliver({ kind: 'options', letters: 'prod' })).toEqual({
      options: [{ text: 'vm-prod-01', value: 'k1', note: 'rg-prod' }],
    });
    expect(await world.deliver({ kind: 'options', letters: 'nothing' })).toEqual({ options: [] });
  });

  it('offers nothing to whoever is turned away, and nothing where the look-up fails', async () => {
    expect(await world.deliver({ kind: 'options', user: 'U0NOBODY' })).toEqual({ options: [] });
    world.heard.vms = async () => {
      throw new Error('no inventory');
    };
    expect(await world.deliver({ kind: 'options' })).toEqual({ options: [] });
  });

  it('offers nothing where the look-up is too slow for Slack', async () => {
    world.heard.vms = () => new Promise(() => undefined);
    expect(await world.deliver({ kind: 'options' })).toEqual({ options: [] });
  });
});

describe('a filled form', () => {
  beforeEach(async () => {
    await world.deliver({ kind: 'shortcut' });
    await pick();
  });
  const submit = (values: Readonly<Record<string, string>>, more: Partial<Sent> = {}) =>
    world.deliver({ kind: 'submission', view: sentBack(world, values), ...more } as Sent);

  it('is handed on by the names of its fields, without what was left empty', async () => {
    await submit({
      vm: VM.key,
      ports: '3389/tcp',
      minutes: '60',
      source: '203.0.113.7/32',
      justification: 'INC-1',
    });
    expect(world.heard.filled).toMatchObject([
      {
        person: RILEY,
        form: 'form-1',
        fields: {
          ...{
            vm: VM.key,
            ports: '3389/tcp',
            minutes: '60',
            source: '203.0.113.7/32',
            justification: 'INC-1',
          },
        },
      },
    ]);
    expect(Object.keys(world.heard.filled[0]?.fields ?? {})).not.toContain('ticket');
  });

  it('says what became of it, and the line that would have asked the same', async () => {
    expect(JSON.stringify(await submit({ vm: VM.key }))).toMatch(
      /Asked as aj-7k2m9q.*open 3389 on vm-prod-01/,
    );
  });

  it('shows its faults at their fields', async () => {
    world.heard.formAnswer = { faults: { justification: 'Say why.', ports: 'Choose one.' } };
    expect(await submit({ vm: VM.key })).toEqual({
      errors: { [`ports:${VM.key}:${RILEY.id}`]: 'Choose one.', 'justification:form-1': 'Say why.' },
    });
  });

  it('tells the faults of fields that are not shown, since Slack would show none of them', async () => {
    world.heard.formAnswer = { faults: { otherPort: 'No such port.' } };
    expect(JSON.stringify(await submit({ vm: VM.key }))).toContain('No such port.');
  });

  it('that takes long says so in time, and what became of it then', async () => {
    let release = (): void => undefined;
    world.heard.wait = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    expect(JSON.stringify(await submit({ vm: VM.key }))).toContain('takes longer than usual');
    release();
    while (!world.modal().includes('aj-7k2m9q')) await new Promise(setImmediate);
  });

  it('of somebody who is turned away says why', async () => {
    world.heard.identities.clear();
    expect(JSON.stringify(await submit({ vm: VM.key }, { user: AVERY_USER }))).toContain('nobody yet');
    expect(world.heard.filled).toEqual([]);
  });
});
