import { describe, expect, it } from 'vitest';
import { usualRule } from '../../src/access/setup/recommended.ts';
import { atSetup, DEFAULT, entryOf, isPolicy, orderOf, SSH } from '../cloud/azure/setup/stand.ts';

const ALL = ['web-01', 'web-02', 'both-01', 'new-01'];

/** Lets others wait for something that happens once. */
function moment() {
  let happen = (): void => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
}

describe('H21: a JIT policy with one VM written', () => {
  it('keeps all the others', async () => {
    const { enable, names } = await atSetup();
    await enable('new-01');
    expect(names()).toEqual(ALL);
  });

  it('two writes in one process take turns: each is sent once', async () => {
    const { enable, names, writes } = await atSetup();
    await Promise.all([enable('new-01'), enable('new-02')]);
    expect([...names()].sort()).toEqual([...ALL, 'new-02'].sort());
    expect(writes()).toHaveLength(2);
  });

  it('a portal that adds a VM between our reading and our writing is noticed, and its VM comes back', async () => {
    const { enable, names, portal, around } = await atSetup();
    const seen = moment();
    let puts = 0;
    around.before = async (request) => {
      if (!isPolicy(request, 'PUT') || ++puts > 1) return;
      await portal((entries) => [...entries, entryOf('new-02')]);
      await seen.happened; // Azure takes seconds for a write
    };
    around.after = async (request) => {
      if (puts === 1 && isPolicy(request, 'GET')) seen.happen();
    };
    await enable('new-01');
    expect([...names()].sort()).toEqual([...ALL, 'new-02'].sort());
    expect(puts).toBe(2);
  });

  it('one that it takes out in that time stays out', async () => {
    const { enable, names, portal, around } = await atSetup();
    const seen = moment();
    let puts = 0;
    around.before = async (request) => {
      if (!isPolicy(request, 'PUT') || ++puts > 1) return;
      await portal((entries) => entries.filter(({ id }) => !id.endsWith('web-02')));
      await seen.happened;
    };
    around.after = async (request) => {
      if (puts === 1 && isPolicy(request, 'GET')) seen.happen();
    };
    await enable('new-01');
    expect(names()).toEqual(['web-01', 'both-01', 'new-01']);
  });

  it('a portal that writes over ours with what it had read before is noticed, and ours comes back', async () => {
    const { enable, names, portal, around } = await atSetup();
    let puts = 0;
    around.after = async (request) => {
      if (!isPolicy(request, 'PUT') || ++puts > 1) return;
      await portal((entries) => [...entries.filter(({ id }) => !id.endsWith('new-01')), entryOf('new-02')]);
    };
    await enable('new-01');
    expect([...names()].sort()).toEqual([...ALL, 'new-02'].sort());
  });

  it('so is one that does it after we have read ours back', async () => {
    const { enable, names, portal, around } = await atSetup();
    let reads = -1;
    around.after = async (request) => {
      if (isPolicy(request, 'PUT') && reads < 0) reads = 0;
      else if (isPolicy(request, 'GET') && reads >= 0 && ++reads === 1)
        await portal((entries) => entries.filter(({ id }) => !id.endsWith('new-01')));
    };
    await enable('new-01');
    expect(names()).toEqual(ALL);
  });

  it('a tool that writes a policy with its one VM wipes nobody for good', async () => {
    const { enable, names, portal, around } = await atSetup();
    let puts = 0;
    around.after = async (request) => {
      if (isPolicy(request, 'PUT') && ++puts === 1) await portal(() => [entryOf('new-02')]);
    };
    await enable('new-01');
    expect([...names()].sort()).toEqual([...ALL, 'new-02'].sort());
  });

  it('two processes that read the same and write after one another both stand', async () => {
    const { look, again, names, around } = await atSetup({}, { settleMs: 400 });
    const [one, other] = [again().jitSetup, again().jitSetup];
    const orders = await Promise.all(
      ['new-01', 'new-02'].map(async (name) => orderOf(await look(name), SSH)),
    );
    const bothRead = moment();
    const firstWritten = moment();
    const state = { reads: 0, puts: 0, written: false };
    around.after = async (request) => {
      if (isPolicy(request, 'GET') && ++state.reads === 2) bothRead.happen();
      if (isPolicy(request, 'GET') && state.written) firstWritten.happen();
      if (isPolicy(request, 'PUT')) state.written = true;
    };
    around.before = async (request) => {
      if (!isPolicy(request, 'PUT')) return;
      await bothRead.happened;
      if (++state.puts === 2) await firstWritten.happened; // and read back
    };
    await Promise.all([one.write(orders[0]!), other.write(orders[1]!)]);
    expect([...names()].sort()).toEqual([...ALL, 'new-02'].sort());
  });

  it('two processes that race with nothing between them both stand', async () => {
    const { again, enable, names } = await atSetup({}, { settleMs: 400 });
    for (const rules of [SSH, [usualRule(3389)]]) {
      const [one, other] = [again().jitSetup, again().jitSetup];
      await Promise.all([enable('new-01', rules, one), enable('new-02', rules, other)]);
      expect([...names()].sort()).toEqual([...ALL, 'new-02'].sort());
    }
  });

  it('gives up loudly where somebody undoes it every time', async () => {
    const { enable, names, portal, around } = await atSetup();
    around.after = async (request) => {
      if (isPolicy(request, 'PUT'))
        await portal((entries) => entries.filter(({ id }) => !id.endsWith('new-01')));
    };
    await expect(enable('new-01')).rejects.toMatchObject({
      ...{ kind: 'busy', message: expect.stringContaining('did not stay, 4 times') },
    });
    expect(names()).toEqual(['web-01', 'web-02', 'both-01']);
  });

  it('says what somebody else took out after ours, and leaves it out: they had read ours', async () => {
    const { enable, names, portal, around } = await atSetup();
    let puts = 0;
    around.after = async (request) => {
      if (isPolicy(request, 'PUT') && ++puts === 1)
        await portal((entries) => entries.filter(({ id }) => !id.endsWith('web-02')));
    };
    expect(await enable('new-01')).toMatchObject({ note: expect.stringContaining('took web-02 out') });
    expect(names()).toEqual(['web-01', 'both-01', 'new-01']);
  });

  it('writes nothing where the rules are not any more what they were when it was decided', async () => {
    const { azure, look, portal, writes, entries } = await atSetup();
    const standing = await look('new-01');
    await portal((all) => [...all, entryOf('new-01')]);
    const before = entries();
    const sent = writes().length;
    await expect(azure.jitSetup.write(orderOf(standing, [usualRule(3389)]))).rejects.toMatchObject({
      ...{ kind: 'conflict', nothingSent: true, message: expect.stringContaining('decide anew') },
    });
    expect(writes()).toHaveLength(sent);
    expect(entries(DEFAULT)).toEqual(before);
  });
});
