import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { toWhitelistError } from '#core/errors/errors.ts';
import { createClient, type SignedClientSettings } from '#aws/http/clients.ts';
import type { Connections } from '#aws/http/connections.ts';
import { send, type SendOptions } from '#aws/request/send.ts';

/** How old an access key is, as far as AWS says. */
export interface KeyAge {
  readonly created: Date | null;
  /** Why it is not known. */
  readonly reason: string | null;
}

/**
 * Asks IAM when the caller's own key was made, which the minimal policy does not allow. Never rejects. A module of
 * its own, since the IAM client is loaded only for this.
 */
export async function fetchKeyAge(
  settings: SignedClientSettings,
  connections: Connections,
  options: SendOptions,
): Promise<KeyAge> {
  const { region, source } = settings;
  const attempt = { action: 'iam:ListAccessKeys', region, source, changes: false };
  try {
    const iam = createClient(IAMClient, settings, connections);
    const { AccessKeyMetadata: keys } = await send(attempt, options, (o) =>
      iam.send(new ListAccessKeysCommand({}), o),
    );
    if (keys === undefined) return { created: null, reason: 'IAM answered without a list of keys.' };
    const own = keys.find(({ AccessKeyId }) => AccessKeyId === settings.credentials.accessKeyId);
    return own?.CreateDate
      ? { created: own.CreateDate, reason: null }
      : { created: null, reason: 'IAM does not list this key.' };
  } catch (error) {
    const { code, message } = toWhitelistError(error);
    const reason = code === 'access_denied' ? 'iam:ListAccessKeys is not allowed.' : message;
    return { created: null, reason };
  }
}
