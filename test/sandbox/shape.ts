/** The keys and types of a JSON value, one line each: `properties.requests[].startTimeUtc: string`. */
export function shapeOf(value: unknown, at = ''): ReadonlySet<string> {
  const lines = new Set<string>();
  collect(value, at, lines);
  return lines;
}

function collect(value: unknown, at: string, lines: Set<string>): void {
  if (typeof value === 'string' && value.startsWith('(')) return; // the transcriber left something out here
  if (Array.isArray(value)) {
    lines.add(`${at}: array`);
    for (const item of value) collect(item, `${at}[]`, lines);
  } else if (typeof value === 'object' && value !== null) {
    lines.add(`${at}: object`);
    for (const [key, item] of Object.entries(value)) collect(item, `${at}.${key}`, lines);
  } else lines.add(`${at}: ${value === null ? 'null' : typeof value}`);
}
