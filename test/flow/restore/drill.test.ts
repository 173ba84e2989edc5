import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AVERY, RILEY } from '../../../sandbox/demo/people.ts';
import { makeKeys, verifiersOf } from '../../../src/audit/keys.ts';
import { createFileSink } from '../../../src/audit/sinks/file.ts';
import { forward } from '../../../src/audit/sinks/forward.ts';
import { verifyLog } from '../../../src/audit/verify.ts';
import { backup } from '../../../src/cli/backup.ts';
import { restore } from '../../../src/cli/restore.ts';
import { createPatrol } from '../../../src/flow/drift/patrol.ts';
import { createWorld, POLICY, UNHURRIED, type World } from '../../fakes/world.ts';

const MINUTE = 60_000;
const KEYS = makeKeys();
const POLICY_HASH = 'a'.repeat(64);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ajar-drill-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

const config = () => ({
  dataFolder: folder,
  audit: { key: KEYS.private } as Parameters<typeof restore>[0]['audit'],
});
const storeFile = () => path.join(folder, 'ajar.db');
const backupFile = () => path.join(folder, 'nightly.db');
const sinkFile = () => path.join(folder, 'audit.jsonl');

const lose = () => Promise.all(['', '-wal', '-shm'].map((side) => rm(storeFile() + side, { force: true })));

async function send({ store, clock }: World): Promise<void> {
  await store.seal();
  const sink = createFileSink({ file: sinkFile(), mostBytes: 1e9, now: () => new Date() });
  await forward({ store, clock, log: quiet, me: 'drill' }, sink);
  await sink.close?.();
}

const copied = async (): Promise<readonly { seq: number; event: { kind: string } }[]> =>
  (await readFile(sinkFile(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Another Ajar before the same cloud and the same chat, at the same time. */
const next = ({ cloud, clock, stage }: World): World =>
  createWorld({
    storeFile: storeFile(),
    policy: UNHURRIED + POLICY,
    azure: { ...cloud, clock },
    others: [stage],
  });

describe('a store that is lost and restored from a backup', () => {
  it('sends nothing again, tells what it does not know, keeps the chain, and leaves nothing open past its end', async () => {
    const before = createWorld({ storeFile: storeFile(), policy: UNHURRIED + POLICY });
    const said: string[] = [];
    const print = (line: string) => said.push(line);
    // Open all along; closed again after the backup; waiting; being opened.
    await before.say(RILEY, 'open 22 on web-01 for 3h from 203.0.113.7');
    await before.say(RILEY, 'open 443 on web-01 for 3h from 203.0.113.7');
    await before.opened();
    await before.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    await before.say(RILEY, 'open 22 on vm-prod-02 for 3h from 203.0.113.7');
    await before.click(AVERY, 'approve', 'approval');
    const then = await statuses(before);
    expect(then, before.told(RILEY)).toEqual(['open', 'open', 'pending', 'opening']);
    await backup(config(), backupFile(), before.clock.now(), print);

    // Life goes on: the one that waited is approved, two are closed early, a new one is opened.
    await before.opened();
    await before.say(RILEY, 'close aj-000002');
    await before.say(RILEY, 'close aj-000004');
    await approve(before, 'aj-000003');
    await before.say(RILEY, 'open 22 on web-02 for 2h from 203.0.113.7');
    await before.opened();
    await before.pass(5 * MINUTE);
    const open = ['22/tcp web-01', '3389/tcp vm-prod-01', '22/tcp web-02'];
    expect(ports(before)).toEqual([...open].sort());
    await send(before);
    const lost = await copied();
    await before.store.close();
    await lose();

    await restore(config(), backupFile(), { now: before.clock.now(), policy: POLICY_HASH }, print);
    expect(said.join('\n')).toMatch(/It was made .* old\..*Ended 2 that waited or were being opened/s);
    const after = next(before);
    const sent = [...before.cloud.sent];
    const asked = approvals(before);
    expect(await statuses(after)).toEqual(['open', 'open', 'lapsed', 'closing']);
    await after.settle();
    const patrol = createPatrol(after.runner.deps, 5 * MINUTE);
    await patrol.pass();
    await after.pass(3 * MINUTE);
    await patrol.pass();

    // What was closed stays closed, what was approved since is nobody's now, what is unknown is told and left to its end.
    expect(before.cloud.sent).toEqual(sent);
    expect(ports(before)).toEqual(['22/tcp web-01', '22/tcp web-02']);
    expect((await after.request('aj-000002')).status).toBe('closed');
    const told = (await after.store.events({ limit: 100 })).map(({ kind, detail }) => `${kind} ${detail}`);
    expect(told.join('\n')).toMatch(
      /drift In the cloud stands an opening of Ajar's whose request has ended: .*vm-prod-01/,
    );
    expect(told.join('\n')).toMatch(/drift .*that this Ajar has no request for/);
    expect(await approve(after, 'aj-000003')).toMatchObject({ refused: true });
    await after.pass(4 * 60 * MINUTE, 2 * MINUTE);
    await patrol.pass();
    await after.settle();
    expect(ports(before)).toEqual([]);
    expect(before.cloud.sent).toEqual(sent);

    expect(approvals(before)).toBe(asked);

    // One chain, with the loss in it; and the copy has every event of both lives.
    await after.store.seal();
    const keys = verifiersOf(KEYS.public);
    expect(await verifyLog(after.store.log(), { keys })).toMatchObject({ ok: true, unsealed: 0 });
    await send(after);
    const all = await copied();
    expect(all.slice(0, lost.length)).toEqual(lost);
    const [first, ...rest] = all.slice(lost.length);
    expect(first).toMatchObject({ seq: 200_000, event: { kind: 'restored' } });
    const own = [];
    for await (const { seq } of after.store.log(200_000)) own.push(seq);
    expect(rest.map(({ seq }) => seq)).toEqual(own);
    expect(after.errors).toEqual([]);
  });
});

const approvals = ({ stage }: World) => stage.messages.filter(({ card }) => card.card === 'approval').length;

const ports = ({ cloud }: World) =>
  cloud
    .open()
    .map((each) => each.split(' ').slice(0, 2).join(' '))
    .sort();

const statuses = async ({ store }: World) =>
  (await store.list({ limit: 10 }))
    .map(({ request }) => [request.id, request.status] as const)
    .sort()
    .map(([, status]) => status);

/** As if the card of then were clicked. */
const approve = async (world: World, request: string) => {
  const { terms } = await world.request(request);
  const place = world.stage.room(AVERY.id);
  const answer = await world.flow.clicked({
    ...{
      key: `late ${world.clock.now().toISOString()}`,
      person: AVERY,
      place,
      verb: 'approve',
      request,
      terms,
      fields: {},
    },
  });
  await world.settle(2);
  return answer;
};
