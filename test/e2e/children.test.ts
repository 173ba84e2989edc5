import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Child, startChild } from '../../sandbox/demo/child.ts';
import { until } from './desk.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-children-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a script as a child of the demo. */
const child = (script: string, refusedLog?: string): Child =>
  startChild({
    name: 'The child',
    args: ['--input-type=module', '-e', script],
    cwd: folder,
    env: { GIVEN: 'yes' },
    ...(refusedLog === undefined ? {} : { refusedLog }),
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

it('a child listens on 127.0.0.1 however it asks to', async () => {
  const listening = child(`
    import { createServer } from 'node:net';
    const ways = [[], [0], ['0'], [0, '0.0.0.0'], [0, '::'], [0, 511], [{ port: 0 }], [{ port: 0, host: '0.0.0.0' }]];
    for (const way of ways) {
      const server = createServer();
      await new Promise((resolve) => server.listen(...way, resolve));
      console.log(server.address().address);
      server.close();
    }`);
  await listening.ended;
  expect(listening.output().trim().split('\n')).toEqual(Array(8).fill('127.0.0.1'));
});

it('a child looks up no name and connects to no address outside, and what it tried is written down', async () => {
  const refused = join(folder, 'refused');
  const curious = child(
    `
    import dns from 'node:dns';
    import net from 'node:net';
    const tell = (error) => console.log(error.code ?? error.cause?.code);
    await dns.promises.lookup('one.example.com').catch(tell);
    await new Promise((resolve) => dns.lookup('two.example.com', (error) => resolve(tell(error))));
    await dns.promises.resolve4('three.example.com').catch(tell);
    await fetch('http://four.example.com').catch(tell);
    await fetch('http://192.0.2.1').catch(tell);
    await new Promise((resolve) => net.connect(80, '192.0.2.2').on('error', (error) => resolve(tell(error))));
    console.log((await dns.promises.lookup('localhost')).address.length > 0);`,
    refused,
  );
  await curious.ended;
  expect(curious.output().trim().split('\n')).toEqual([...Array(6).fill('ENOTFOUND'), 'true']);
  expect((await readFile(refused, 'utf8')).trim().split('\n')).toEqual([
    ...['one', 'two', 'three', 'four'].map((name) => `${name}.example.com`),
    '192.0.2.1',
    '192.0.2.2',
  ]);
});

it("a child is given nothing of the user's environment beside what any process needs", async () => {
  process.env.AZURE_CLIENT_SECRET = 'a secret of the user';
  const curious = child('console.log(process.env.AZURE_CLIENT_SECRET, process.env.GIVEN);');
  delete process.env.AZURE_CLIENT_SECRET;
  await curious.ended;
  expect(curious.output().trim()).toBe('undefined yes');
});

it('says how a child ended', async () => {
  expect(await child('process.exit(3)').ended).toBe('The child ended with exit code 3');
  expect(await child('process.kill(process.pid, "SIGKILL")').ended).toBe('The child was ended by SIGKILL');
});

it('ends a child that does not listen to being asked', async () => {
  const stubborn = child(
    'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready");',
  );
  await until(
    async () => (stubborn.output().includes('ready') ? true : undefined),
    () => 'it never started',
  );
  await stubborn.stop();
  expect(isAlive(stubborn.pid)).toBe(false);
  await stubborn.stop();
});

it('leaves neither an orphan nor a temporary folder when the demo itself is killed', async () => {
  const leftover = join(folder, 'leftover');
  await mkdir(leftover);
  const module = new URL('../../sandbox/demo/child.ts', import.meta.url).href;
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { startChild } from ${JSON.stringify(module)};
       const child = startChild({ name: 'orphan', args: ['-e', 'setInterval(() => {}, 1000); console.log("ready")'],
         cwd: ${JSON.stringify(folder)}, env: {}, leftovers: [${JSON.stringify(leftover)}], onLine: () => console.log(child.pid) });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  const gone = await until(
    async () => (isAlive(pid) ? undefined : 'gone'),
    () => `process ${pid} still runs`,
  );
  expect(gone).toBe('gone');
  await expect(stat(leftover)).rejects.toMatchObject({ code: 'ENOENT' });
});
