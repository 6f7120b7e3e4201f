import { WhitelistError, type ErrorCode, type ErrorDetails } from '#core/errors/errors.ts';
import type { Approval } from './approval.ts';
import type { FoundProfile } from './questions.ts';

/** What a person could give so that the same call can go on; not part of any report. */
export type PersonRequest =
  | {
      readonly kind: 'credentials';
      readonly profiles: readonly FoundProfile[];
      readonly regionNeeded: boolean;
    }
  | {
      readonly kind: 'code';
      /** The MFA device. */
      readonly serial: string;
      /** What is opened with the code, for people. */
      readonly opens: string;
    }
  | Approval;

/** A call stops because it lacks something that only a person can give. */
export class NeedsPersonError extends WhitelistError {
  readonly request: PersonRequest;

  constructor(code: ErrorCode, message: string, request: PersonRequest, details: ErrorDetails = {}) {
    super(code, message, details);
    this.request = request;
  }
}
