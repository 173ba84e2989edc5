import { gunzipSync } from 'node:zlib';
import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { StoragePipelineOptions } from '@azure/storage-blob';

type StorageClient = NonNullable<StoragePipelineOptions['httpClient']>;

/** Answered once each, in this order, before anything else is done. */
export interface Ordered {
  readonly status: number;
  readonly code?: string;
  readonly headers?: Record<string, string>;
}

const answerTo = (
  request: PipelineRequest,
  status: number,
  headers: Record<string, string> = {},
  bodyAsText = '',
): PipelineResponse => {
  const all = createHttpHeaders(headers);
  // Storage's library still speaks to clients of the former core-http, whose headers have this.
  Object.assign(all, { toJson: () => all.toJSON() });
  return { request, status, bodyAsText, headers: all };
};

export const credential = {
  getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

const bytesOf = ({ body }: PipelineRequest): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body as Uint8Array);

/** A call is at most 1 MB, packed and unpacked (https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#logs-ingestion-api). */
const CALL_BYTES = 1024 * 1024;

/** Logs Ingestion: 204 for rows that it takes. */
export function createLogsFake() {
  const rows: Record<string, unknown>[] = [];
  const calls: string[] = [];
  const ordered: Ordered[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      calls.push(request.url);
      const next = ordered.shift();
      if (next)
        return answerTo(request, next.status, next.headers, JSON.stringify({ error: { code: next.code } }));
      const packed = bytesOf(request);
      const text = request.headers.get('content-encoding') === 'gzip' ? gunzipSync(packed) : packed;
      if (packed.length > CALL_BYTES || text.length > CALL_BYTES) return answerTo(request, 413);
      if (!request.headers.get('authorization')) return answerTo(request, 401);
      rows.push(...(JSON.parse(text.toString()) as Record<string, unknown>[]));
      return answerTo(request, 204);
    },
  };
  return { httpClient, rows, calls, ordered };
}

/** A container with a time-based retention policy: a blob is made once, and neither written over nor deleted. */
export function createBlobFake() {
  const blobs = new Map<string, { readonly text: string; readonly md5: string }>();
  const ordered: Ordered[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const next = ordered.shift();
      if (next) return refuse(request, next.status, next.code ?? '', next.headers);
      const name = decodeURIComponent(new URL(request.url).pathname.split('/').slice(2).join('/'));
      const there = blobs.get(name);
      if (request.method === 'HEAD')
        return there
          ? answerTo(request, 200, { 'content-md5': there.md5 })
          : refuse(request, 404, 'BlobNotFound');
      if (there && request.headers.get('if-none-match') === '*')
        return refuse(request, 409, 'BlobAlreadyExists');
      if (there || request.method === 'DELETE') return refuse(request, 409, 'BlobImmutableDueToPolicy');
      const text = bytesOf(request).toString();
      blobs.set(name, { text, md5: request.headers.get('x-ms-blob-content-md5') ?? '' });
      return answerTo(request, 201, { etag: '"1"' });
    },
  };
  return { httpClient: httpClient as unknown as StorageClient, blobs, ordered };
}

const refuse = (
  request: PipelineRequest,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): PipelineResponse =>
  answerTo(
    request,
    status,
    { 'x-ms-error-code': code, 'content-type': 'application/xml', ...headers },
    request.method === 'HEAD'
      ? ''
      : `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
  );
