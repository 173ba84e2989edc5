import type { z } from 'zod';
import { isBlock } from './blocks.ts';
import type { Fault, Path, Read } from './yaml.ts';

/** What a schema's issue means for the person who writes the file: where it is, what was found, what to write. */
export function faultOf(issue: z.core.$ZodIssue, { data, faultAt }: Read): Fault {
  const params: Readonly<Record<string, unknown>> = 'params' in issue ? (issue.params ?? {}) : {};
  const { path, value } = found(data, issue.path);
  if (params.whole === true) return faultAt(path, issue.message, params.key === true ? 'key' : 'value');
  return faultAt(
    path,
    value === undefined ? `missing: ${issue.message}` : `found ${said(value)}: ${issue.message}`,
  );
}

/** The value at a path, as it was written: one value for a list of it, `id` for `{id: …}`. */
function found(data: unknown, whole: Path): { readonly path: Path; readonly value: unknown } {
  let value = data;
  const path: PropertyKey[] = [];
  for (const part of whole) {
    if (typeof part === 'number' && !Array.isArray(value)) continue;
    if (Array.isArray(value)) value = value[Number(part)];
    else if (isBlock(value)) value = Object.hasOwn(value, part) ? value[String(part)] : undefined;
    else break;
    path.push(part);
    if (value === undefined) break;
  }
  return { path, value };
}

function said(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return isBlock(value) ? 'a block' : String(value);
}
