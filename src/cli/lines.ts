/** Far above what any command reads of a line; what is longer is cut, so that no input fills the memory. */
const LONGEST_LINE = 16_384;

/** The lines of a text that comes in pieces, without their ends (LF or CRLF). A last line without an end counts; nothing after the last end does not. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let line = '';
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      yield withoutReturn(line + piece.slice(start, end));
      line = '';
      start = end + 1;
    }
    const room = LONGEST_LINE - line.length;
    if (room > 0) line += piece.slice(start, start + room);
  }
  if (line !== '') yield withoutReturn(line);
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
