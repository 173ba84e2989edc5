import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';

/** Every question that the embedded store asks, as it is written. */
async function questions(file: string): Promise<readonly string[]> {
  const asked: string[] = [];
  const { prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function (sql) {
    asked.push(sql);
    return prepare.call(this, sql);
  };
  try {
    await createSqliteStore({ file }).close();
  } finally {
    DatabaseSync.prototype.prepare = prepare;
  }
  return asked.filter((sql) => sql.trimStart().startsWith('SELECT'));
}

it('reads what is due, and what was put off, in the order of its index, whatever else is open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-due-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ajar.db');
  const due = (await questions(file)).filter((sql) => sql.includes('look_at'));
  expect(due).toHaveLength(5);
  const db = new DatabaseSync(file);
  for (const sql of due) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const steps = plan.map(({ detail }) => String(detail));
    expect(
      steps.some((step) => /USING (COVERING )?INDEX (request|record)_look/.test(step)),
      sql,
    ).toBe(true);
    expect(steps.join('\n'), sql).not.toContain('TEMP B-TREE');
  }
  db.close();
});
