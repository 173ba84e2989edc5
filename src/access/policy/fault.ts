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

/** The value at a path; where a short form was written (`id` instead of `{id: …}`), the short form. */
function found(data: unknown, path: Path): { readonly path: Path; readonly value: unknown } {
  let value = data;
  for (const [depth, part] of path.entries()) {
    if (Array.isArray(value)) value = value[Number(part)];
    else if (isBlock(value)) value = Object.hasOwn(value, part) ? value[String(part)] : undefined;
    else return { path: path.slice(0, depth), value };
    if (value === undefined) return { path: path.slice(0, depth + 1), value };
  }
  return { path, value };
}

function said(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return isBlock(value) ? 'a block' : String(value);
}
