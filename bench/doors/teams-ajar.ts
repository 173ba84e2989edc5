import { createTeamsChat } from '../../src/chat/teams/chat.ts';
import { install, ownStore } from '../installation.ts';
import { vmsOf } from '../requests.ts';
import type { Opened } from './opened.ts';
import { serve } from './serve.ts';
import { CHANNEL, messageAt, SETTINGS } from './teams.ts';

/** More than any row clicks. */
const REQUESTS = 25_000;

/** Ajar's own door, conversation and embedded store; what comes after the answer (cloud, redraws) is not begun. */
export async function ajar(connector: string): Promise<Opened> {
  const own = ownStore();
  const framework = { openIdMetadata: `${connector}openid`, token: async () => 'stub-token' };
  const vms = vmsOf(REQUESTS);
  const { app } = install({
    ...{ store: own.store, vms },
    chat: (deps) => createTeamsChat(SETTINGS, { ...deps, framework }),
  });
  const shown = { place: { app: 'teams', service: connector, conversation: CHANNEL }, messageAt };
  return serve(app, own, shown, '/api/messages');
}
