import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Chunks of a PNG: https://www.w3.org/TR/png-3/ */
interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** The same picture with a palette of at most 256 colours, a third as large; takes what Chromium makes: 8 bits, RGB. */
export function smallPng(png: Buffer): Buffer {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(0);
  const [width, depth, kind] = [header.readUInt32BE(0), header.readUInt8(8), header.readUInt8(9)];
  if (depth !== 8 || kind !== 2) throw new Error('This is no PNG of 8 bits and RGB.');
  const pixels = pixelsOf(
    Buffer.concat(chunks.filter((each) => each.type === 'IDAT').map((each) => each.data)),
    width,
  );
  const { palette, nearest } = paletteOf(pixels);
  const rows: number[][] = [];
  for (let at = 0; at < pixels.length; at += width)
    rows.push([0, ...pixels.slice(at, at + width).map((colour) => nearest.get(colour) ?? 0)]);
  const indexed = Buffer.from(header);
  indexed.writeUInt8(3, 9);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', indexed),
    chunk(
      'PLTE',
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function* chunksOf(png: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Each pixel as 0xRRGGBB, with the filters of its row undone. */
function pixelsOf(data: Buffer, width: number): number[] {
  const raw = inflateSync(data);
  const size = width * 3;
  const pixels: number[] = [];
  let above = new Uint8Array(size);
  for (let start = 0; start < raw.length; start += size + 1) {
    const row = new Uint8Array(size);
    for (let x = 0; x < size; x += 1) {
      const [left, up, corner] = [row[x - 3] ?? 0, above[x] ?? 0, x < 3 ? 0 : (above[x - 3] ?? 0)];
      row[x] = (raw[start + 1 + x] ?? 0) + guess(raw[start] ?? 0, left, up, corner);
    }
    for (let x = 0; x < size; x += 3)
      pixels.push(((row[x] ?? 0) << 16) | ((row[x + 1] ?? 0) << 8) | (row[x + 2] ?? 0));
    above = row;
  }
  return pixels;
}

/** https://www.w3.org/TR/png-3/#9Filters */
function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter < 4) return [0, left, up, (left + up) >> 1][filter] ?? 0;
  const sum = left + up - corner;
  const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** The colours that are there most, and for every colour the one of them that is most like it. */
function paletteOf(pixels: readonly number[]) {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = [...counts.keys()]
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
    .slice(0, 256);
  const nearest = new Map(
    [...counts.keys()].map((colour) => {
      const away = palette.map((each) => distance(each, colour));
      return [colour, away.indexOf(Math.min(...away))];
    }),
  );
  return { palette, nearest };
}

const distance = (a: number, b: number): number =>
  [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
