import { readFileSync } from 'node:fs';
import { WhitelistError } from '#core/errors/errors.ts';
import type { CaBundle } from '#aws/shared-files/profile-endpoints.ts';

/**
 * The certificate authorities to trust in place of Node's own: those of a file, as AWS's other tools read it, with that of
 * NODE_EXTRA_CA_CERTS, which Node itself adds only to its own list. Undefined: Node's own.
 *
 * @throws WhitelistError `credential_validation_failed` where the file cannot be read
 */
export function loadTrustedAuthorities(bundle: CaBundle | null): string[] | undefined {
  if (!bundle) return undefined;
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  return [readBundle(bundle), ...(extra ? [readBundleOrEmpty(extra)] : [])].filter((text) => text !== '');
}

function readBundle({ path, from }: CaBundle): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new WhitelistError(
      'credential_validation_failed',
      `Credential validation failed: the file in ${from} cannot be read (${code}).`,
      {
        guidance: [
          `Correct ${from === 'ca_bundle' ? 'ca_bundle of the AWS profile' : from}, or unset it: without it the certificate authorities that Node knows are trusted.`,
        ],
        retryable: false,
        cause: error,
      },
    );
  }
}

/** Node warns of this one by itself, and goes on. */
function readBundleOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
