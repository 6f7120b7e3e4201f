import { ServiceError } from '#sandbox/protocol/errors.ts';
import { type Dialect, type ServiceName, dialectOf } from '#sandbox/protocol/services.ts';

export type AuthFault =
  | 'unsigned'
  | 'incomplete'
  | 'unknown-key'
  | 'wrong-token'
  | 'wrong-signature'
  | 'expired-token'
  | 'skewed-clock'
  | 'unknown-region';

const UNABLE = 'AWS was not able to validate the provided access credentials';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';
const BAD_TOKEN = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';
const INCOMPLETE = 'The Authorization header is not a complete AWS4-HMAC-SHA256 signature';
const UNSIGNED = 'Request is missing Authentication Token';
const REGION = 'Credential should be scoped to a valid region.';
const SKEWED = 'Signature expired or not yet current';

type Answer = readonly [code: string, text: string, status: number];
type Answers = Readonly<Record<AuthFault, Answer>>;

/** EC2 tells a caller less than the others do: an unknown key, a wrong secret and a wrong token all look alike. */
const EC2_ANSWERS: Answers = {
  unsigned: ['MissingAuthenticationToken', UNSIGNED, 403],
  incomplete: ['IncompleteSignature', INCOMPLETE, 400],
  'unknown-key': ['AuthFailure', UNABLE, 401],
  'wrong-token': ['AuthFailure', UNABLE, 401],
  'wrong-signature': ['AuthFailure', UNABLE, 401],
  'expired-token': ['RequestExpired', 'Request has expired.', 400],
  'skewed-clock': ['RequestExpired', 'Request has expired.', 400],
  'unknown-region': ['AuthFailure', REGION, 401],
};

const QUERY_ANSWERS: Answers = {
  unsigned: ['MissingAuthenticationToken', UNSIGNED, 403],
  incomplete: ['IncompleteSignature', INCOMPLETE, 400],
  'unknown-key': ['InvalidClientTokenId', BAD_TOKEN, 403],
  'wrong-token': ['InvalidClientTokenId', BAD_TOKEN, 403],
  'wrong-signature': ['SignatureDoesNotMatch', MISMATCH, 403],
  'expired-token': ['ExpiredToken', EXPIRED, 403],
  'skewed-clock': ['SignatureDoesNotMatch', SKEWED, 403],
  'unknown-region': ['SignatureDoesNotMatch', REGION, 403],
};

/** With 400, as the services answer that have their action in a header. */
const JSON_ANSWERS: Answers = {
  unsigned: ['MissingAuthenticationTokenException', UNSIGNED, 400],
  incomplete: ['IncompleteSignatureException', INCOMPLETE, 400],
  'unknown-key': ['UnrecognizedClientException', BAD_TOKEN, 400],
  'wrong-token': ['UnrecognizedClientException', BAD_TOKEN, 400],
  'wrong-signature': ['InvalidSignatureException', MISMATCH, 400],
  'expired-token': ['ExpiredTokenException', EXPIRED, 400],
  'skewed-clock': ['InvalidSignatureException', SKEWED, 400],
  'unknown-region': ['InvalidSignatureException', REGION, 400],
};

const ANSWERS: Record<Dialect, Answers> = {
  ec2: EC2_ANSWERS,
  query: QUERY_ANSWERS,
  json: JSON_ANSWERS,
  rest: JSON_ANSWERS,
};

/**
 * The answer that a service gives to a request it cannot authenticate.
 *
 * @param detail added to the message; never a secret, a token or a signature
 */
export function authError(fault: AuthFault, service: ServiceName, detail = ''): ServiceError {
  const dialect = dialectOf(service);
  const [code, text, status] = ANSWERS[dialect][fault];
  return new ServiceError(
    code,
    detail === '' ? text : `${text} ${detail}`,
    dialect === 'rest' ? 403 : status,
  );
}

const JSON_CODES = Object.values(JSON_ANSWERS).map(([code]) => code);

/** Whether an error of a JSON service is about who asks, so that it comes before the service had its say. */
export function isCallerError({ code }: ServiceError): boolean {
  return JSON_CODES.includes(code) || code === 'UnknownOperationException';
}
