import { WhitelistError, type Outcome } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { checkOutcomeHint, regionHint, type Attempt } from './attempt.ts';
import { NOT_FROM_AWS, type SdkFailure } from './sdk-failure.ts';
import { describeEndpoint } from './failed-endpoint.ts';

interface Cause {
  readonly description: string;
  /** Nothing of the request can have reached AWS. */
  readonly isBeforeSending: boolean;
}

// Names of Node's system errors (errno) and TLS verification errors (OpenSSL's X509 codes as Node prints them).
const CAUSES = new Map<string, Cause>([
  ['ENOTFOUND', { description: 'its host name does not resolve (DNS)', isBeforeSending: true }],
  ['EAI_AGAIN', { description: 'its host name could not be looked up (DNS)', isBeforeSending: true }],
  ['ECONNREFUSED', { description: 'the connection was refused', isBeforeSending: true }],
  ['ENETUNREACH', { description: 'there is no route to it', isBeforeSending: true }],
  ['EHOSTUNREACH', { description: 'there is no route to it', isBeforeSending: true }],
  ['ECONNRESET', { description: 'the connection was cut before the answer came', isBeforeSending: false }],
  ['EPIPE', { description: 'the connection was cut before the answer came', isBeforeSending: false }],
  ['ETIMEDOUT', { description: 'it did not answer in time', isBeforeSending: false }],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    { description: 'its TLS certificate is signed by an authority unknown here', isBeforeSending: true },
  ],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    { description: 'its TLS certificate is self-signed', isBeforeSending: true },
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    { description: 'its TLS certificate cannot be verified', isBeforeSending: true },
  ],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    { description: 'its TLS certificate cannot be verified', isBeforeSending: true },
  ],
  ['CERT_HAS_EXPIRED', { description: 'its TLS certificate has expired', isBeforeSending: true }],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    { description: 'its TLS certificate is for another host', isBeforeSending: true },
  ],
]);

// The SDK's own limit on connecting, as opposed to one on an answer.
const CONNECT_TIMEOUT: Cause = { description: 'no connection could be made in time', isBeforeSending: true };

/** No answer of AWS's came: which host, why, and whether anything can have been changed. */
export function toNetworkError(
  failure: SdkFailure,
  attempt: Attempt & { readonly doubtful: boolean },
  cause: unknown,
): WhitelistError {
  const knownCause = causeOf(failure);
  const reason = knownCause?.description ?? escapeUnprintable(failure.message || failure.code, 200);
  const outcome: Outcome =
    attempt.doubtful || (attempt.changes && !neverArrived(failure)) ? 'unknown' : 'not_done';
  return new WhitelistError(
    'credential_validation_failed',
    `Credential validation failed: no answer from AWS for ${attempt.action} in ${attempt.region}${describeEndpoint(cause)}: ${reason}.`,
    {
      outcome,
      cause,
      guidance: [
        ...(outcome === 'unknown' ? [checkOutcomeHint(attempt)] : []),
        ...regionHint(attempt.region),
        'Check network connectivity, and that the EC2 and STS endpoints of the region are accessible from here.',
        'Check for a corporate proxy or firewall: HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS are honoured.',
      ],
    },
  );
}

/** Whether it is certain that nothing of the request reached AWS. */
export function neverArrived(failure: SdkFailure): boolean {
  return causeOf(failure)?.isBeforeSending ?? false;
}

function causeOf({ code, message }: SdkFailure): Cause | undefined {
  if (code === 'TimeoutError' && message.includes('connection')) return CONNECT_TIMEOUT;
  if (code !== NOT_FROM_AWS) return CAUSES.get(code);
  if (message === 'HTTP 407')
    return { description: 'the proxy asks for a name and password', isBeforeSending: true };
  return { description: `what came back instead is not AWS's (${message})`, isBeforeSending: false };
}
