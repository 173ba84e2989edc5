import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerIdentity, IDENTITY_PATH } from '../sign-in/identity.ts';
import type { Principal, Tokens } from '../sign-in/token.ts';
import type { Answer } from './answer.ts';
import { answerControl, CONTROL_PATH, type Controls } from './control.ts';
import { playBefore, write } from './play.ts';

/** The plain HTTP server on loopback: the identity endpoint, and the control endpoint beside it. */
export function createLocal(
  controls: Controls,
  tokens: Tokens,
  secret: string,
  who: Principal,
  others: ReadonlyMap<string, unknown>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = url.pathname.replace(/(?<=.)\/+$/, ''); // az writes /oauth2/token/
    const send = (answer: Answer): void => write(response, answer, answer.headers ?? {});
    if (path.startsWith(`${CONTROL_PATH}/`)) return send(await answerControl(controls, request, path));
    const fault = controls.faults.take('identity', request.method ?? 'GET', path);
    if ((await playBefore(fault, request, send)) === 'done') return;
    if (fault?.kind === 'drop-answer') {
      request.socket.destroy();
      return;
    }
    if (path !== IDENTITY_PATH)
      return send({ status: 404, body: { message: `There is ${IDENTITY_PATH} here.` } });
    send(answerIdentity(request, url, secret, tokens, who, new Set(others.keys())));
  };
}
