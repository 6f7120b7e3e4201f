import { WhitelistError, type Outcome } from '#core/errors/errors.ts';
import { visible } from '#core/text/visible.ts';
import { checkAfterwards, regionHint, type Attempt } from './attempt.ts';
import { NOT_OF_AWS, type SdkFailure } from './faults.ts';
import { placeOf } from './where-it-went.ts';

interface Cause {
  readonly what: string;
  /** Nothing of the request can have reached AWS. */
  readonly before: boolean;
}

// Names of Node's system errors (errno) and TLS verification errors (OpenSSL's X509 codes as Node prints them).
const CAUSES = new Map<string, Cause>([
  ['ENOTFOUND', { what: 'its host name does not resolve (DNS)', before: true }],
  ['EAI_AGAIN', { what: 'its host name could not be looked up (DNS)', before: true }],
  ['ECONNREFUSED', { what: 'the connection was refused', before: true }],
  ['ENETUNREACH', { what: 'there is no route to it', before: true }],
  ['EHOSTUNREACH', { what: 'there is no route to it', before: true }],
  ['ECONNRESET', { what: 'the connection was cut before the answer came', before: false }],
  ['EPIPE', { what: 'the connection was cut before the answer came', before: false }],
  ['ETIMEDOUT', { what: 'it did not answer in time', before: false }],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    { what: 'its TLS certificate is signed by an authority unknown here', before: true },
  ],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { what: 'its TLS certificate is self-signed', before: true }],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { what: 'its TLS certificate cannot be verified', before: true }],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', { what: 'its TLS certificate cannot be verified', before: true }],
  ['CERT_HAS_EXPIRED', { what: 'its TLS certificate has expired', before: true }],
  ['ERR_TLS_CERT_ALTNAME_INVALID', { what: 'its TLS certificate is for another host', before: true }],
]);

// The SDK's own limit on connecting, as opposed to one on an answer.
const CONNECT_TIMEOUT: Cause = { what: 'no connection could be made in time', before: true };

/** No answer of AWS's came: which host, why, and whether anything can have been changed. */
export function networkError(
  failure: SdkFailure,
  attempt: Attempt & { readonly doubtful: boolean },
  cause: unknown,
): WhitelistError {
  const known = causeOf(failure);
  const what = known?.what ?? visible(failure.message || failure.code, 200);
  const outcome: Outcome =
    attempt.doubtful || (attempt.changes && !neverArrived(failure)) ? 'unknown' : 'not_done';
  return new WhitelistError(
    'credential_validation_failed',
    `Credential validation failed: no answer from AWS for ${attempt.action} in ${attempt.region}${placeOf(cause)}: ${what}.`,
    {
      outcome,
      cause,
      guidance: [
        ...(outcome === 'unknown' ? [checkAfterwards(attempt)] : []),
        ...regionHint(attempt.region),
        'Check network connectivity, and that the EC2 and STS endpoints of the region are accessible from here.',
        'Check for a corporate proxy or firewall: HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS are honoured.',
      ],
    },
  );
}

/** Whether it is certain that nothing of the request reached AWS. */
export function neverArrived(failure: SdkFailure): boolean {
  return causeOf(failure)?.before ?? false;
}

function causeOf({ code, message }: SdkFailure): Cause | undefined {
  if (code === 'TimeoutError' && message.includes('connection')) return CONNECT_TIMEOUT;
  if (code !== NOT_OF_AWS) return CAUSES.get(code);
  if (message === 'HTTP 407') return { what: 'the proxy asks for a name and password', before: true };
  return { what: `what came back instead is not AWS's (${message})`, before: false };
}
