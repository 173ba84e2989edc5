import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createAjar } from '../../src/main.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';

/** The libraries of every app and cloud are loaded for it; real milliseconds. */
const LOADING_MS = 60_000;

/** Everything that opens a door, switched on. */
const ALL = {
  ...{ TEAMS_APP_ID: ID, TEAMS_TENANT_ID: ID, TEAMS_APP_PASSWORD: 'x' },
  ...{
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: '0'.repeat(32),
    SLACK_API_URL: 'http://127.0.0.1:9/',
  },
  ...{ AJAR_PUBLIC_URL: 'https://ajar.example', AJAR_OIDC_CLIENT_ID: ID, AJAR_OIDC_CLIENT_SECRET: 'x' },
  ...{ AJAR_CONFIGURE: 'on', AJAR_NSG: 'on', AJAR_FIREWALL: 'on', AJAR_IP_FLOW: 'on' },
  AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9',
};

async function doorsWith(env: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-doors-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const ajar = await createAjar(readConfig({ AJAR_DATA: folder, ...env }), log);
  onTestFinished(() => ajar.stop());
  const of = (routes: typeof ajar.routes.public) =>
    routes.map(({ method, path, signedBy }) => `${method} ${path}: ${signedBy}`);
  return { public: of(ajar.routes.public), internal: of(ajar.routes.internal) };
}

it(
  'H4: strangers find signed webhooks and single-use pages, and nothing else',
  async () => {
    const doors = await doorsWith(ALL);
    expect(doors.public).toEqual([
      'POST /api/messages: the Bot Framework, with a JWT for our app',
      "POST /slack/events: Slack, with our app's signing secret",
      'GET /address: a link that was told to one person alone; it shows, and changes nothing',
      'POST /address: a single-use link, and the page that it was pressed on',
      'POST /address/terminal: a single-use code that stands for such a link',
      'GET /approval: a link that was told to one person alone; it shows, and changes nothing',
      'POST /approval/sign-in: a single-use link, and the page that it was pressed on',
      'GET /approval/signed-in: the company’s sign-in, with state, nonce and PKCE, in the browser that began it',
      'POST /approval/approve: a person who signed in for this approval, and the page that it was pressed on',
    ]);
  },
  LOADING_MS,
);

it(
  'H4: what nobody signs is on the internal listener alone',
  async () => {
    const doors = await doorsWith({
      ...ALL,
      SLACK_SOCKET_MODE: 'on',
      SLACK_APP_TOKEN: 'xapp-1',
      AJAR_PUBLIC_URL: '',
      AJAR_OIDC_CLIENT_ID: '',
      AJAR_OIDC_CLIENT_SECRET: '',
    });
    expect(doors).toEqual({
      public: ['POST /api/messages: the Bot Framework, with a JWT for our app'],
      internal: [
        'GET /healthz: nobody: it says nothing but that the clockwork turns',
        'GET /readyz: nobody: it says what is missing, and nothing of anybody',
        'GET /metrics: nobody: it counts, and names nobody',
      ],
    });
  },
  LOADING_MS,
);
