import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { createClient, type SignedClientSettings } from '#aws/http/clients.ts';
import type { Connections } from '#aws/http/connections.ts';
import { send, type SendOptions } from '#aws/request/send.ts';

/** How many rules the account may have in a group. */
export interface RuleLimit {
  /** Inbound ones, in each address family apart. */
  readonly rules: number;
}

/** Amazon VPC, "Inbound or outbound rules per security group" (Amazon VPC user guide, "Amazon VPC quotas"). */
const RULES_PER_GROUP_QUOTA = { ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' };

/** The figure only feeds a piece of advice, which is not worth a longer wait. */
const TIMEOUT_MS = 2_500;

/**
 * Asks Service Quotas for the account's own figure in this region, which the minimal policy does not allow. Null where
 * reading it is not allowed, where no answer comes in time, and where the account has no figure of its own, so that
 * AWS's default counts (`DEFAULT_RULE_LIMIT`; GetAWSDefaultServiceQuota would say the same, for one more permission).
 * Never rejects. A module of its own, since the client is loaded only for this.
 */
export async function fetchRuleLimit(
  settings: SignedClientSettings,
  connections: Connections,
  options: SendOptions,
): Promise<RuleLimit | null> {
  const { region, source } = settings;
  const attempt = { action: 'servicequotas:GetServiceQuota', region, source, changes: false };
  const end = new AbortController();
  const stop = () => end.abort();
  const timer = setTimeout(stop, TIMEOUT_MS);
  options.signal.addEventListener('abort', stop, { once: true });
  if (options.signal.aborted) stop();
  try {
    const quotas = createClient(ServiceQuotasClient, settings, connections);
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
