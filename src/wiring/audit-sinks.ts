import type { TokenCredential } from '@azure/identity';
import { createAzureLogsSink } from '../audit/sinks/azure-logs.ts';
import { createBlobSink } from '../audit/sinks/blob.ts';
import { createFileSink } from '../audit/sinks/file.ts';
import { createWebhookSink } from '../audit/sinks/webhook.ts';
import type { Config } from '../config.ts';
import { signed } from '../people/web/hook.ts';
import type { AuditSink } from '../ports/audit-sink.ts';
import type { CloudName } from '../settings/national-clouds.ts';

type Wanted = Pick<Config, 'audit' | 'azure' | 'cloud'>;

/** The names of the sinks that are configured, in the order of `openSinks`. */
export const sinkNames = ({
  audit: { file, webhook, logs, blob },
}: Pick<Config, 'audit'>): readonly string[] => [
  ...(file ? ['file'] : []),
  ...(webhook ? ['webhook'] : []),
  ...(logs ? ['azure-logs'] : []),
  ...(blob ? ['blob'] : []),
];

/** A new sink is a file in audit/sinks, a setting, and a line here and above. */
export function openSinks({ audit, azure, cloud }: Wanted, now: () => Date): readonly AuditSink[] {
  const { file, webhook, logs, blob } = audit;
  const credential = signingIn(azure.authorityHost);
  return [
    ...(file ? [createFileSink({ ...file, now })] : []),
    ...(webhook
      ? [createWebhookSink({ url: webhook.url, sign: signer(webhook.secrets), fetching: fetch })]
      : []),
    ...(logs ? [createAzureLogsSink({ ...logs, credential, client: { audience: AUDIENCES[cloud] } })] : []),
    ...(blob ? [createBlobSink({ ...blob, credential })] : []),
  ];
}

/** Of the real time: whoever checks it has no other. */
const signer =
  (secrets: readonly string[]) =>
  (body: string): string =>
    signed(body, secrets, Math.floor(Date.now() / 1_000));

/** https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview; storage has one for every cloud. */
const AUDIENCES: Readonly<Record<CloudName, string>> = {
  public: 'https://monitor.azure.com',
  usgov: 'https://monitor.azure.us',
  china: 'https://monitor.azure.cn',
};

/** The identity that opens ports; its library is loaded at the first token. */
function signingIn(authorityHost: string | undefined): TokenCredential {
  const opening = async () => {
    const { signInAs } = await import('../cloud/azure/wire/identity.ts');
    return signInAs(undefined, authorityHost);
  };
  let opened: ReturnType<typeof opening> | undefined;
  return {
    getToken: async (scopes, options) => {
      opened ??= opening();
      return (await opened).getToken(scopes, options);
    },
  };
}
