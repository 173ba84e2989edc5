/** What a handler answers; the server adds the headers of its resource provider. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON; left out for an empty body. */
  readonly body?: unknown;
}

/** An error as ARM words it. Thrown by handlers, answered by the server. */
export class ArmError extends Error {
  override name = 'ArmError';
  readonly answer: Answer;
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.answer = { status, headers, body: { error: { code, message } } };
  }
}

/** The error of a missing resource, by what is missing. */
export function resourceNotFound(type: string, name: string, group: string): ArmError {
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}
