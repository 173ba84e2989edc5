import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import { botConfig } from '../../src/chat/teams/door/bot-config.ts';
import type { Opened } from './opened.ts';
import { SETTINGS } from './teams.ts';

/** A bot as https://learn.microsoft.com/azure/bot-service/bot-builder-basics shows it, which answers a click with a message. */
export async function botbuilder(connector: string): Promise<Opened> {
  const cloud = { ...SETTINGS.cloud, openIdMetadata: `${connector}openid` };
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication(botConfig({ ...SETTINGS, cloud })),
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
