import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import { createTeamsChat } from '../../src/chat/teams/chat.ts';
import { botConfig } from '../../src/chat/teams/door/bot-config.ts';
import type { TeamsSettings } from '../../src/chat/teams/settings.ts';
import { NATIONAL_CLOUDS } from '../../src/settings/national-clouds.ts';
import { APP_ID, TENANT } from '../../test/chat/teams/signer.ts';
import { install, ownStore, vmAt } from '../installation.ts';
import { REQUESTS_A_VM } from '../requests.ts';
import type { Opened } from './opened.ts';
import { serve } from './serve.ts';

export const CHANNEL = '19:approvals@thread.tacv2';
export const messageAt = (at: number): string => String(1_700_000_000_000 + at);
const VMS = 25_000 / REQUESTS_A_VM;

const settings: TeamsSettings = {
  ...{
    appId: APP_ID,
    appType: 'SingleTenant',
    appTenant: TENANT,
    password: 'not-a-secret',
    tenants: [TENANT],
  },
  ...{ cloud: NATIONAL_CLOUDS.public.bot, auth: 'on', bind: '127.0.0.1', production: true },
  ...{ roster: 'required', serviceHosts: ['127.0.0.1'] },
};

/** Ajar's own door, conversation and embedded store; what comes after the answer (cloud, redraws) is not begun. */
export async function ajar(connector: string): Promise<Opened> {
  const own = ownStore();
  const framework = { openIdMetadata: `${connector}openid`, token: async () => 'stub-token' };
  const vms = Array.from({ length: VMS }, (_, at) => vmAt(at));
  const { app } = install({
    ...{ store: own.store, vms },
    chat: (deps) => createTeamsChat(settings, { ...deps, framework }),
  });
  const shown = { place: { app: 'teams', service: connector, conversation: CHANNEL }, messageAt };
  return serve(app, own, shown, '/api/messages');
}

/** A bot as https://learn.microsoft.com/azure/bot-service/bot-builder-basics shows it, which answers a click with a message. */
export async function botbuilder(connector: string): Promise<Opened> {
  const cloud = { ...settings.cloud, openIdMetadata: `${connector}openid` };
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication(botConfig({ ...settings, cloud })),
  );
  adapter.onTurnError = async (_, error) => {
    throw error;
  };
  const bot = new Bare();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await adapter.process(
      Object.assign(request, {
        method: 'POST',
        body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
      }),
      {
        socket: response.socket,
        status: (code) => response.writeHead(code, { 'content-type': 'application/json' }),
        header: (name, value) => response.setHeader(name, String(value)),
        send: (body) => response.write(typeof body === 'string' ? body : JSON.stringify(body)),
        end: () => response.end(),
      },
      (context) => bot.run(context),
    );
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`,
    stop: async () => void server.close().closeAllConnections(),
  };
}

class Bare extends ActivityHandler {
  protected override async onInvokeActivity(_: TurnContext): Promise<InvokeResponse> {
    return {
      status: 200,
      body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Approved.' },
    };
  }
}
