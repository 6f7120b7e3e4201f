import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Region } from '#core/identifiers/regions.ts';
import { sharedClientOptions, createAttemptMiddleware } from '#aws/http/clients.ts';
import type { Connections } from '#aws/http/connections.ts';
import type { AwsCredentials } from '#aws/sts/credentials.ts';
import { INSIDE_RETRIES } from '#aws/request/attempt-tracker.ts';
import { send, type SendOptions } from '#aws/request/send.ts';

/** How many rules the account may have in a group. */
export interface RuleLimit {
  /** Inbound ones, in each address family apart. */
  readonly rules: number;
}

/** Amazon VPC, "Inbound or outbound rules per security group" (Amazon VPC user guide, "Amazon VPC quotas"). */
const RULES_PER_GROUP_QUOTA = { ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' };

/** What only feeds an advice is not waited for any longer: milliseconds. */
const TIMEOUT_MS = 2_500;

/**
 * Asks Service Quotas for the account's own figure in this region, which the minimal policy does not allow. Null where
 * it is not told: it may not be read, nobody answers in time, or there is no figure of the account's own, so that
 * AWS's default counts (`DEFAULT_RULE_LIMIT`; GetAWSDefaultServiceQuota would tell the same, for one more permission).
 * Never rejects. A module of its own, since the client is loaded only for this.
 */
export async function fetchRuleLimit(
  {
    credentials,
    region,
    endpoint,
    source,
  }: {
    readonly credentials: AwsCredentials;
    readonly region: Region;
    readonly endpoint: string | undefined;
    readonly source: string;
  },
  connections: Connections,
  options: SendOptions,
): Promise<RuleLimit | null> {
  const quotas = new ServiceQuotasClient({
    credentials,
    region,
    ...sharedClientOptions(connections),
    ...(endpoint !== undefined && { endpoint }),
  });
  quotas.middlewareStack.add(createAttemptMiddleware(credentials), INSIDE_RETRIES);
  const attempt = { action: 'servicequotas:GetServiceQuota', region, source, changes: false };
  const end = new AbortController();
  const stop = () => end.abort();
  const timer = setTimeout(stop, TIMEOUT_MS);
  options.signal.addEventListener('abort', stop, { once: true });
  if (options.signal.aborted) stop();
  try {
    const { Quota } = await send(attempt, { ...options, signal: end.signal }, (o) =>
      quotas.send(new GetServiceQuotaCommand(RULES_PER_GROUP_QUOTA), o),
    );
    const rules = Quota?.Value;
    return rules !== undefined && Number.isInteger(rules) && rules > 0 ? { rules } : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
  }
}
