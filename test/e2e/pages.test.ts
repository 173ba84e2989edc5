import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openFrontDoor } from '../../sandbox/demo/front-door.ts';
import { AVERY, RILEY, TENANT_ID } from '../../sandbox/demo/people.ts';
import { startEntra } from '../../sandbox/entra/sign-in.ts';
import { createApprovalDesk } from '../../src/flow/confirm/desk.ts';
import { createAddressDesk } from '../../src/flow/source/desk.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { addressRoutes } from '../../src/web/address-routes.ts';
import { approvalRoutes } from '../../src/web/approval-routes.ts';
import { createSignIn } from '../../src/web/sign-in.ts';
import { createWorld } from '../fakes/world.ts';
import { STEP_UP } from '../web/sign-in-stand.ts';
import { linkOf } from '../web/stand.ts';
import { chromiumPath, launchBrowser } from './drive.ts';

const executable = chromiumPath();

/** Both pages behind the demo's proxy, with the demo's sign-in. */
async function open() {
  const door = await openFrontDoor(() => '203.0.113.1');
  onTestFinished(door.close);
  const entra = await startEntra({
    ...{ tenant: TENANT_ID, clientId: '44444444-4444-4444-8444-444444444444', clientSecret: 'sandbox' },
    people: [RILEY, AVERY].map(({ id, name }) => ({ oid: id, name })),
  });
  onTestFinished(() => entra.close());
  const world = createWorld({ policy: STEP_UP, publicUrl: door.address, signIn: true });
  const { deps } = world.runner;
  const where = { publicUrl: door.address, trustedProxies: ['127.0.0.1/32'] };
  const routes = [
    ...addressRoutes({ ...where, desk: createAddressDesk(deps) }),
    ...approvalRoutes({
      ...{ ...where, store: world.store, clock: world.clock, log: deps.log, desk: createApprovalDesk(deps) },
      signIn: createSignIn(entra.settings, door.address, deps.log),
    }),
  ];
  const server = createHttpServer(routes, deps.log);
  door.connect(await server.listen('127.0.0.1', 0));
  onTestFinished(() => server.close());
  return { world };
}

/** What chats and mail gateways do with every link that they see. */
async function scan(link: string): Promise<void> {
  for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
}

describe.skipIf(executable === undefined)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(executable ?? '');
  });
  afterAll(() => browser?.close());

  async function visitor(
    javaScriptEnabled: boolean,
  ): Promise<{ readonly page: Page; readonly asked: string[] }> {
    const context: BrowserContext = await browser.newContext({ javaScriptEnabled });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    page.on('console', (message) => asked.push(`console: ${message.text()}`));
    return { page, asked };
  }

  it.each([
    true,
    false,
  ])('"Use my address" hands over what the connection came from, after a scanner had the link (scripts: %s)', async (scripts) => {
    const { world } = await open();
    await world.say(RILEY, 'open 22 on web-01 for 1h from my ip');
    const link = linkOf(world, RILEY);
    await scan(link);
    const { page, asked } = await visitor(scripts);
    await page.goto(link);
    expect(await page.locator('main').innerText()).toContain('203.0.113.1');
    await page.getByRole('button', { name: 'Use this address' }).click();
    await page.getByText('Asked as aj-').waitFor();
    await world.opened();
    expect(world.cloud.open()).toEqual(['22/tcp web-01 203.0.113.1/32']);
    // No script, style, picture or icon from anywhere; nothing that the policy of the page had to stop.
    expect(asked.filter((each) => !each.includes('favicon'))).toEqual(['GET /address', 'POST /address']);
    await page.goto(link);
    await page.getByText('not good').waitFor();
  });

  it.each([
    true,
    false,
  ])('an approval is confirmed behind the sign-in, after a scanner had the link (scripts: %s)', async (scripts) => {
    const { world } = await open();
    await world.say(RILEY, 'open 22 on vm-prod-02 for 1h from 203.0.113.7 because R&D says "now"');
    await world.settle();
    await world.click(AVERY, 'approve', 'approval');
    const link = linkOf(world, AVERY);
    await scan(link);
    const { page } = await visitor(scripts);
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: AVERY.name }).click();
    await page.getByText('R&D says "now"').waitFor();
    expect((await world.request()).status).toBe('pending');
    await page.getByRole('button', { name: 'Approve aj-' }).click();
    await page.getByText('Approved aj-').waitFor();
    await world.opened();
    expect((await world.request()).status).toBe('open');
  });
});
