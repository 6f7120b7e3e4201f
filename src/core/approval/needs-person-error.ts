import { WhitelistError, type ErrorCode, type ErrorDetails } from '#core/errors/errors.ts';
import type { Approval } from './approval.ts';
import type { FoundProfile } from './questions.ts';

/** What a person could give so that the same call would go on; no part of any report. */
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

/** A call that stops for want of something that only a person can give. */
export class NeedsPersonError extends WhitelistError {
  readonly request: PersonRequest;

  constructor(code: ErrorCode, message: string, request: PersonRequest, details: ErrorDetails = {}) {
    super(code, message, details);
    this.request = request;
  }
}
