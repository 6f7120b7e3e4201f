/** An error that AWS itself would answer with: the code is AWS's word, the status its HTTP status. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
  }
}

/** The sandbox's own trouble (a damaged state file, a lock nobody lets go of), told in words for its owner. */
export class SandboxError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxError';
  }
}

export type ServiceName = 'ec2' | 'sts' | 'iam';

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

type Answer = readonly [code: string, text: string, status: number];

const INCOMPLETE: Answer = [
  'IncompleteSignature',
  'The Authorization header is not a complete AWS4-HMAC-SHA256 signature',
  400,
];
const UNSIGNED: Answer = ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403];

/** EC2 tells a caller less than the others do: an unknown key, a wrong secret and a wrong token all look alike. */
const AUTH_FAULTS: Record<AuthFault, { ec2: Answer; others: Answer }> = {
  unsigned: { ec2: UNSIGNED, others: UNSIGNED },
  incomplete: { ec2: INCOMPLETE, others: INCOMPLETE },
  'unknown-key': {
    ec2: ['AuthFailure', UNABLE, 401],
    others: ['InvalidClientTokenId', BAD_TOKEN, 403],
  },
  'wrong-token': {
    ec2: ['AuthFailure', UNABLE, 401],
    others: ['InvalidClientTokenId', BAD_TOKEN, 403],
  },
  'wrong-signature': {
    ec2: ['AuthFailure', UNABLE, 401],
    others: ['SignatureDoesNotMatch', MISMATCH, 403],
  },
  'expired-token': {
    ec2: ['RequestExpired', 'Request has expired.', 400],
    others: ['ExpiredToken', 'The security token included in the request is expired', 403],
  },
  'skewed-clock': {
    ec2: ['RequestExpired', 'Request has expired.', 400],
    others: ['SignatureDoesNotMatch', 'Signature expired or not yet current', 403],
  },
  'unknown-region': {
    ec2: ['AuthFailure', 'Credential should be scoped to a valid region.', 401],
    others: ['SignatureDoesNotMatch', 'Credential should be scoped to a valid region.', 403],
  },
};

/**
 * The answer that a service gives to a request it cannot authenticate.
 *
 * @param detail added to the message; never a secret, a token or a signature
 */
export function authError(fault: AuthFault, service: ServiceName, detail = ''): ServiceError {
  const [code, text, status] = AUTH_FAULTS[fault][service === 'ec2' ? 'ec2' : 'others'];
  return new ServiceError(code, detail === '' ? text : `${text} ${detail}`, status);
}

const ECHO_LIMIT = 200;

/** A caller's own value as it may be repeated in a message: bounded, so that no answer grows with its question. */
export function echo(value: string): string {
  return value.length > ECHO_LIMIT ? `${value.slice(0, ECHO_LIMIT)}…` : value;
}

/** `InvalidParameterValue`, EC2's answer to a value that is present and wrong. */
export function invalidValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}

/** `MissingParameter`, EC2's answer to a value that is absent. */
export function missingParameter(name: string): ServiceError {
  return new ServiceError('MissingParameter', `The request must contain the parameter ${name}`);
}

/** `AccessDenied`, the answer of STS and IAM to a caller who may not. */
export function accessDenied(message: string): ServiceError {
  return new ServiceError('AccessDenied', message, 403);
}

/** `ValidationError`, the answer of STS and IAM to a parameter that is not as it has to be. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
