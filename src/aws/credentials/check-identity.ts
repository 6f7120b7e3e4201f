import { WhitelistError } from '#core/errors/errors.ts';
import type { ResolvedCredentials } from '#aws/sts/credentials.ts';
import type { Identity } from '#aws/sts/identity.ts';
import type { SecuritySettings } from '#aws/settings.ts';

const isRoot = ({ arn }: Identity) => arn.endsWith(':root');

/**
 * Whether this identity may change anything here, whatever AWS allows it; asks for it only where a setting wants it
 * known.
 *
 * @throws WhitelistError `access_denied`
 */
export async function checkIdentity(
  { requireMfa, allowRoot }: SecuritySettings,
  found: ResolvedCredentials,
  identityOf: (found: ResolvedCredentials) => Promise<Identity>,
): Promise<void> {
  if (!requireMfa && allowRoot) return;
  const identity = await identityOf(found);
  if (!allowRoot && isRoot(identity)) {
    throw new WhitelistError(
      'access_denied',
      `Access Denied: these are the root credentials of account ${identity.account}, and security_settings.allow_root is false.`,
      { guidance: ['Use the credentials of an IAM user or a role; root is for what nobody else can do.'] },
    );
  }
  if (requireMfa && !found.mfa) {
    throw new WhitelistError(
      'access_denied',
      `Access Denied: security_settings.require_mfa is true, and nothing shows that ${identity.arn} (credentials from ${found.label}) signed in with MFA.`,
      {
        guidance: [
          'AWS does not tell whether a session was opened with MFA, so only those count that this program opened with a code.',
          "Give the profile its mfa_serial in the config file (or in ~/.aws/config, with a role): the device's code is then asked for.",
        ],
      },
    );
  }
}
