import { createTeamsChat } from '../../src/chat/teams/chat.ts';
import { install, ownStore } from '../installation.ts';
import { vmAt } from '../people.ts';
import { REQUESTS_A_VM } from '../requests.ts';
import type { Opened } from './opened.ts';
import { serve } from './serve.ts';
import { CHANNEL, messageAt, SETTINGS } from './teams.ts';

const VMS = 25_000 / REQUESTS_A_VM;

/** Ajar's own door, conversation and embedded store; what comes after the answer (cloud, redraws) is not begun. */
export async function ajar(connector: string): Promise<Opened> {
  const own = ownStore();
  const framework = { openIdMetadata: `${connector}openid`, token: async () => 'stub-token' };
  const vms = Array.from({ length: VMS }, (_, at) => vmAt(at));
  const { app } = install({
    ...{ store: own.store, vms },
    chat: (deps) => createTeamsChat(SETTINGS, { ...deps, framework }),
  });
  const shown = { place: { app: 'teams', service: connector, conversation: CHANNEL }, messageAt };
  return serve(app, own, shown, '/api/messages');
}
