import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listAll } from '../../../src/cloud/azure/wire/pages.ts';

const ENDPOINT = 'https://management.azure.com';
const DOING = {
  ...{ what: 'list the roles', action: 'x/read', subject: 'the roles', host: 'management.azure.com' },
  ...{ scope: `${ENDPOINT}/.default`, limitMs: 1_000 },
};

/** Reads a list whose first page goes on at this link, and notes what was asked. */
async function read(nextLink: string, mostPages = 3) {
  const asked: string[] = [];
  const get = async (path: string, query: Readonly<Record<string, string>>) => {
    asked.push(`${path}?${new URLSearchParams(query)}`);
    return { value: [asked.length, 'odd'], ...(asked.length < 3 ? { nextLink } : {}) };
  };
  const start = { path: '/list', query: { 'api-version': '1' } };
  const listed = await listAll(
    { endpoint: ENDPOINT, get, limitMs: 1_000 },
    DOING,
    start,
    z.number(),
    mostPages,
  );
  return { asked, ...listed };
}

describe('a list of several pages', () => {
  it('is followed at the same address, with all that the link says', async () => {
    const { asked, rows, unread, isCut } = await read(`${ENDPOINT}:443/list?api-version=1&$skiptoken=a%20b`);
    expect(asked).toEqual(['/list?api-version=1', ...Array(2).fill('/list?api-version=1&%24skiptoken=a+b')]);
    expect({ rows, unread, isCut }).toEqual({ rows: [1, 2, 3], unread: 3, isCut: false });
  });

  it.each([
    'https://management.azure.com.evil.example/list',
    'https://evil.example/list',
    'http://management.azure.com/list',
    'not a link',
  ])('is not followed to %s, since the token goes with the call', async (link) => {
    await expect(read(link)).rejects.toMatchObject({ kind: 'broken' });
  });

  it('says that it was cut', async () => {
    expect((await read(`${ENDPOINT}/list?api-version=1`, 2)).isCut).toBe(true);
  });
});
