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

const MAX_ECHO_LENGTH = 200;

/** A caller's own value as it may be repeated in a message: bounded, so that no answer grows with its question. */
export function truncateEcho(value: string): string {
  return value.length > MAX_ECHO_LENGTH ? `${value.slice(0, MAX_ECHO_LENGTH)}…` : value;
}

/** `InvalidParameterValue`, EC2's answer to a value that is present and wrong. */
export function invalidValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}

/** `MissingParameter`, EC2's answer to a value that is absent. */
export function missingParameter(name: string): ServiceError {
  return new ServiceError('MissingParameter', `The request must contain the parameter ${name}`);
}

/** `AccessDenied`, the answer of the Query services to a caller who may not. */
export function accessDenied(message: string): ServiceError {
  return new ServiceError('AccessDenied', message, 403);
}

/** `ValidationError`, the answer of STS and IAM to a parameter that is not as it has to be. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
