import { describe, expect, it } from 'vitest';
import { fateOf, toCloudError } from '../../../../src/cloud/azure/wire/errors.ts';
import { CloudError } from '../../../../src/ports/provider.ts';

const doing = {
  ...{
    what: 'open ports through the JIT policy "default"',
    action: 'a/b/action',
    subject: 'the JIT policy "default"',
  },
  ...{ host: 'management.azure.com', scope: 'https://management.azure.com/.default', limitMs: 20_000 },
};
const answer = (status: number, code: string, message = '', headers: Record<string, string> = {}) =>
  Object.assign(new Error('x'), {
    ...{ statusCode: status, details: { error: { code, message } } },
    response: { headers: { get: (name: string) => headers[name] } },
  });
const silence = (name: string, code?: string) =>
  Object.assign(new Error('x'), { name, ...(code && { code }) });

describe("Azure's errors in words", () => {
  it.each([
    [
      answer(
        403,
        'AuthorizationFailed',
        "The client 'c' with object id 'o' does not have authorization to perform action 'Microsoft.Security/x/action' over scope '/subscriptions/1' or",
      ),
      'denied',
      'refused',
      'Microsoft.Security/x/action on /subscriptions/1',
    ],
    [answer(403, 'Other'), 'denied', 'refused', 'a/b/action'],
    [answer(401, 'InvalidAuthenticationToken'), 'denied', 'refused', 'token scope'],
    [answer(404, 'PolicyNotFound'), 'not-found', 'refused', 'does not exist any more'],
    [answer(409, 'ScopeLocked'), 'conflict', 'refused', 'lock'],
    [answer(409, 'Conflict'), 'busy', 'undone', 'changing'],
    [answer(409, 'AnotherOperationInProgress'), 'busy', 'undone', 'still busy'],
    [answer(429, 'RetryableErrorDueToAnotherOperation'), 'busy', 'undone', 'still busy'],
    [answer(412, 'PreconditionFailed'), 'conflict', 'refused', 'somebody else'],
    [answer(408, 'RequestTimeout'), 'busy', 'unknown', 'in time'],
    [answer(500, 'InternalServerError'), 'broken', 'unknown', '500 InternalServerError'],
    [answer(503, 'ServiceUnavailable'), 'busy', 'unknown', '503'],
    [silence('RestError', 'ECONNREFUSED'), 'busy', 'undone', 'management.azure.com (ECONNREFUSED)'],
    [silence('RestError', 'ENOTFOUND'), 'busy', 'undone', 'management.azure.com'],
    [silence('RestError', 'ECONNRESET'), 'broken', 'unknown', 'ECONNRESET'],
    [silence('RestError', 'CERT_HAS_EXPIRED'), 'broken', 'undone', 'not trusted'],
    [silence('CredentialUnavailableError'), 'broken', 'undone', 'AZURE_CLIENT_ID'],
    [silence('TimeoutError'), 'busy', 'unknown', '20 s'],
    ['not even an error', 'broken', 'unknown', 'Error'],
  ])('%s', (thrown, kind, fate, words) => {
    const error = toCloudError(thrown, doing);
    expect(error).toMatchObject({ kind, cause: thrown });
    expect(error.message).toContain(words);
    expect(fateOf(error)).toBe(fate);
  });

  it("keep the wait and Azure's correlation id", () => {
    const seconds = toCloudError(
      answer(429, 'x', '', { 'retry-after': '17', 'x-ms-correlation-request-id': 'c-1' }),
      doing,
    );
    expect(seconds).toMatchObject({ retryAfterMs: 17_000, trace: 'c-1', nothingSent: true });
    const at = { date: 'Mon, 02 Mar 2026 12:00:00 GMT', 'retry-after': 'Mon, 02 Mar 2026 12:00:30 GMT' };
    expect(toCloudError(answer(503, 'x', '', at), doing).retryAfterMs).toBe(30_000);
    expect(toCloudError(answer(503, 'x', '', { 'retry-after': 'soon' }), doing).retryAfterMs).toBeUndefined();
  });

  it('are translated once', () => {
    const error = new CloudError('busy', 'x');
    expect(toCloudError(error, doing)).toBe(error);
  });
});
