import type { TokenCredential } from '@azure/identity';
import type { LogsIngestionClientOptions } from '@azure/monitor-ingestion';
import type { AuditSink, SealedLine } from '../../ports/audit-sink.ts';
import { eventFromBytes } from '../event-bytes.ts';
import { azureTrouble } from './azure-trouble.ts';

export interface AzureLogsOptions {
  /** Logs ingestion endpoint of the rule, or of a data collection endpoint: `https://….ingest.monitor.azure.com`. */
  readonly endpoint: string;
  /** The immutable id of the data collection rule: `dcr-…`. */
  readonly rule: string;
  /** The stream of it: `Custom-Ajar_CL`. */
  readonly stream: string;
  readonly credential: TokenCredential;
  readonly client?: LogsIngestionClientOptions;
}

/** A call may be of 1 MB (https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#logs-ingestion-api); a row holds the event twice. */
const MOST_BYTES = 256 * 1024;
const CALL_BYTES = 1_000_000;

/** Rows of a table in Log Analytics: what people search by, and the whole line for proof. */
export function createAzureLogsSink({
  endpoint,
  rule,
  stream,
  credential,
  client,
}: AzureLogsOptions): AuditSink {
  const opening = async () => {
    const { LogsIngestionClient } = await import('@azure/monitor-ingestion');
    // Tries are the forwarder's: it knows what else waits.
    return new LogsIngestionClient(endpoint, credential, { retryOptions: { maxRetries: 0 }, ...client });
  };
  let opened: ReturnType<typeof opening> | undefined;
  return {
    ...{ name: 'azure-logs', most: { lines: 500, bytes: MOST_BYTES }, everyMs: 5_000 },
    async send(lines, abortSignal) {
      try {
        opened ??= opening();
        const logs = await opened;
        for (const rows of chunksOf(lines.map(rowOf))) await logs.upload(rule, stream, rows, { abortSignal });
      } catch (error) {
        throw azureTrouble('Azure Monitor', error);
      }
    },
  };
}

type Row = Record<string, unknown>;

function rowOf({ seq, seal, bytes, beside = {} }: SealedLine): Row {
  const event = eventFromBytes(bytes, beside);
  return {
    ...{ TimeGenerated: event.at.toISOString(), Seq: seq, Seal: seal, Kind: event.kind, App: event.app },
    ...{ ActorId: event.actor.id, ActorName: event.actor.name, Request: event.request ?? '' },
    ...{ Status: event.status ?? '', Vms: event.vms.join(' '), Ports: event.ports.join(' ') },
    ...{ Sources: event.sources.join(' '), Detail: event.detail, Ticket: event.ticket ?? '' },
    ...{ Event: bytes, Beside: JSON.stringify(beside) },
  };
}

/** The library would split a larger call too, send its parts at once and say of none which one failed. */
function chunksOf(rows: readonly Row[]): readonly Row[][] {
  const chunks: Row[][] = [];
  let room = 0;
  for (const row of rows) {
    const bytes = Buffer.byteLength(JSON.stringify(row)) + 1;
    if (bytes > room) {
      chunks.push([]);
      room = CALL_BYTES - 2;
    }
    chunks.at(-1)?.push(row);
    room -= bytes;
  }
  return chunks;
}
