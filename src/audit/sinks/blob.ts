import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import type { ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import { type AuditSink, SinkError } from '../../ports/audit-sink.ts';
import { textOf } from '../json-lines.ts';
import { azureTrouble } from './azure-trouble.ts';

export interface BlobSinkOptions {
  /** The container's address: `https://ACCOUNT.blob.core.windows.net/CONTAINER`. */
  readonly container: string;
  readonly credential: TokenCredential;
  readonly client?: StoragePipelineOptions;
}

/**
 * A block blob for each batch, which is never written again: it fits a container with a time-based retention policy, locked or
 * not, and has no limit on how many there are, as an append blob has (50,000 blocks).
 */
export function createBlobSink({ container, credential, client }: BlobSinkOptions): AuditSink {
  const opening = async () => {
    const { ContainerClient } = await import('@azure/storage-blob');
    return new ContainerClient(container, credential, { retryOptions: { maxTries: 1 }, ...client });
  };
  let opened: ReturnType<typeof opening> | undefined;
  return {
    ...{ name: 'blob', most: { lines: 5_000, bytes: 4 * 1024 * 1024 }, everyMs: 60_000 },
    async send(lines, signal) {
      const name = `ajar/${[lines[0], lines.at(-1)].map((line) => String(line?.seq).padStart(12, '0')).join('-')}.jsonl`;
      try {
        opened ??= opening();
        await put(await opened, name, lines.map(textOf).join(''), signal);
      } catch (error) {
        throw azureTrouble('Azure Storage', error);
      }
    },
  };
}

const THERE = ['BlobAlreadyExists', 'BlobImmutableDueToPolicy', 'UnauthorizedBlobOverwrite'];

async function put(
  blobs: ContainerClient,
  name: string,
  text: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const blob = blobs.getBlockBlobClient(name);
  const md5 = createHash('md5').update(text, 'utf8').digest();
  try {
    await blob.upload(text, Buffer.byteLength(text), {
      ...{ abortSignal, conditions: { ifNoneMatch: '*' } },
      // Kept with the blob, so that what is there can be told without reading it.
      blobHTTPHeaders: { blobContentType: 'application/x-ndjson', blobContentMD5: md5 },
    });
  } catch (error) {
    if (!THERE.includes((error as { code?: string }).code ?? '')) throw error;
    const { contentMD5 } = await blob.getProperties({ abortSignal });
    if (contentMD5 && md5.equals(contentMD5)) return;
    throw new SinkError(
      `The blob ${name} is there already with other events: name a container that no other installation writes to.`,
      { cause: error },
    );
  }
}
