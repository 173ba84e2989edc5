import type { IncomingMessage } from 'node:http';
import type { Door } from '../doors/doors.ts';
import type { Answer } from './answer.ts';
import type { SeenCall } from './arm.ts';
import { readJson } from './body.ts';
import type { Faults } from './faults.ts';

/** What the control endpoint can do. */
export interface Controls {
  readonly faults: Faults;
  edit(edit: unknown): void;
  doors(): Promise<readonly Door[]>;
  calls(): readonly SeenCall[];
  now(): Date;
}

export const CONTROL_PATH = '/sandbox';

type Handler = (controls: Controls, body: unknown) => unknown;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'POST /sandbox/faults': ({ faults }, body) => ({ id: faults.order(body) }),
  'GET /sandbox/faults': ({ faults }) => faults.left(),
  'DELETE /sandbox/faults': ({ faults }) => {
    faults.clear();
    return {};
  },
  'POST /sandbox/edit': (controls, body) => {
    controls.edit(body);
    return {};
  },
  'GET /sandbox/doors': (controls) => controls.doors(),
  'GET /sandbox/calls': (controls) => controls.calls(),
  'GET /sandbox/clock': (controls) => ({ now: controls.now().toISOString() }),
};

/** Faults, edits and a look at the doors, on the loopback port of the identity endpoint; what is wrong is a 400 that says so. */
export async function answerControl(
  controls: Controls,
  request: IncomingMessage,
  path: string,
): Promise<Answer> {
  const handler = HANDLERS[`${request.method} ${path}`];
  if (!handler)
    return {
      status: 404,
      body: { error: `There is ${Object.keys(HANDLERS).join(', ')}; not ${request.method} ${path}.` },
    };
  try {
    return { status: 200, body: await handler(controls, await readJson(request)) };
  } catch (error) {
    return { status: 400, body: { error: (error as Error).message } };
  }
}
