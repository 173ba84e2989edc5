import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Screen, ScreenCard } from '../../sandbox/slack/page/screen.ts';
import { until } from './desk.ts';

const AJAR = fileURLToPath(new URL('../../bin/ajar.mjs', import.meta.url));

let demo: ChildProcess;
let output = '';
let address = '';
beforeAll(async () => {
  demo = spawn(process.execPath, [AJAR, 'demo'], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [demo.stdout, demo.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  address = await until(
    async () => /http:\S+\/slack\b/.exec(output)?.[0],
    () => `The demo named no page of Slack:\n${output}`,
  );
});
afterAll(async () => {
  if (demo.exitCode !== null) return;
  const gone = once(demo, 'exit');
  demo.kill('SIGINT');
  await gone;
});

const screenOf = async (as: string): Promise<Screen> =>
  (await (await fetch(`${address}/screen?as=${as}&since=-1`)).json()) as Screen;

/** As a reader sees it. */
const words = ({ html }: ScreenCard): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const reads = (as: string, title: string, part: string): Promise<ScreenCard> =>
  until(
    async () => {
      const place = (await screenOf(as)).places.find((each) => each.title === title);
      return place?.cards.find((card) => words(card).includes(part));
    },
    async () => `${as} never read "${part}" in ${title}: ${JSON.stringify(await screenOf(as))}\n${output}`,
  );

async function act(name: string, sent: Readonly<Record<string, string>>, origin?: string): Promise<number> {
  const { status } = await fetch(`${address}/act/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(origin ? { origin } : {}) },
    body: JSON.stringify(sent),
  });
  return status;
}

it('the page takes a command, shows its card to both, and a press of its button opens the port', async () => {
  const text = '/jit open ssh on web-01 from 203.0.113.7 for 1h';
  const place = (await screenOf('riley')).places[0]?.id ?? '';
  expect(await act('say', { as: 'riley', text, place })).toBe(200);
  await reads('riley', 'Ajar', 'Waiting for approval');
  const { at } = await reads('avery', '#approvals', 'Waiting for approval');
  expect(await act('press', { as: 'avery', action: 'approve', ...at })).toBe(200);
  await reads('riley', 'Ajar', 'is open for Riley Requester');
  await until(
    async () => /22\/tcp on web-01 is open for 203\.0\.113\.7: it reads "SSH/.exec(output) ?? undefined,
    () => `The port never opened:\n${output}`,
  );
});

it('the page is for browsers of this machine, and for no other page in them', async () => {
  expect(await act('home', { as: 'riley' }, 'http://evil.example')).toBe(403);
  const { hostname, port } = new URL(address);
  const answer = request({ hostname, port, path: '/slack', headers: { host: 'evil.example' } }).end();
  const [{ statusCode }] = (await once(answer, 'response')) as [{ statusCode: number }];
  expect(statusCode).toBe(403);
  const form = await fetch(`${address}/act/home`, { method: 'POST', body: '{"as":"riley"}' });
  expect(form.status).toBe(403);
});
