import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { listOf } from '../../src/store/sqlite/request-lists.ts';
import { makeTables } from '../../src/store/sqlite/schema.ts';

const READS = {
  requester: ['requester', 'requester+statuses', 'requester+vm', 'requester+vm+statuses'],
  vm: ['vm', 'vm+statuses', 'vm+statuses+unfinished'],
  status: ['statuses', 'statuses+unfinished'],
  unfinished: ['requester+statuses+unfinished'],
};
const INDEX = {
  requester: 'request_requester',
  vm: 'request_vm USING PRIMARY KEY',
  status: 'request_status',
  unfinished: 'request_unfinished',
};

function planOf(sql: string): readonly string[] {
  const db = new DatabaseSync(':memory:');
  makeTables(db);
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  db.close();
  return plan.map(({ detail }) => String(detail));
}

it.each(
  Object.entries(READS).flatMap(([by, asked]) =>
    asked.map((terms) => ({ by: by as keyof typeof INDEX, terms })),
  ),
)('a list by $terms goes by the index of the $by, and reads no other request', ({ by, terms }) => {
  const steps = planOf(listOf(terms.split('+') as Parameters<typeof listOf>[0]));
  expect(steps.filter((step) => step.startsWith('SCAN request'))).toEqual([]);
  expect(steps.some((step) => step.includes(INDEX[by]))).toBe(true);
});
