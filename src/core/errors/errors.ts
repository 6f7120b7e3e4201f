import { escapeUnprintable } from '#core/text/escape.ts';

/**
 * The one catalogue of what can go wrong. Each error names what happened, what to do next and whether
 * anything was changed; faces (tool result, terminal) only lay it out.
 */

import { isProgramUpdated } from './program-updated.ts';

/** What became of the requested change. `unknown` always comes with the check to run. */
export type Outcome = 'not_done' | 'done' | 'unknown';

/** Stable codes and whether repeating the same call unchanged can help. */
const CATALOGUE = {
  invalid_input: { retryable: false },
  config_error: { retryable: false },
  credentials_required: { retryable: false },
  mfa_required: { retryable: false },
  declined: { retryable: false },
  region_required: { retryable: false },
  refused_by_settings: { retryable: false },
  consent_required: { retryable: false },
  rate_limited: { retryable: true },
  invalid_credentials: { retryable: false },
  access_denied: { retryable: false },
  credential_validation_failed: { retryable: true },
  group_not_found: { retryable: false },
  target_not_found: { retryable: false },
  ambiguous_target: { retryable: false },
  rule_limit_exceeded: { retryable: false },
  holders_full: { retryable: false },
  held_by_others: { retryable: false },
  account_restricted: { retryable: false },
  throttled: { retryable: true },
  ip_disagreement: { retryable: false },
  ip_unknown: { retryable: true },
  timeout: { retryable: true },
  cancelled: { retryable: true },
  aws_error: { retryable: false },
  program_updated: { retryable: false },
  internal_error: { retryable: false },
} as const;

export type ErrorCode = keyof typeof CATALOGUE;

/** AWS's own code and message for a failure, for support cases and searches. */
export interface AwsFault {
  readonly code: string;
  readonly request_id: string | null;
  readonly message: string | null;
  /** What `aws sts decode-authorization-message` explains, whole. */
  readonly encoded_message?: string;
}

/** The shape that every face shows; also the `data` of a JSON-RPC error. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly guidance: readonly string[];
  readonly retryable: boolean;
  readonly outcome: Outcome;
  readonly aws?: AwsFault;
  readonly missing?: readonly string[];
  /** A page on this machine where a person can give what is missing. */
  readonly link?: string;
  /** What each source said of this machine's public address. */
  readonly answers?: readonly SourceAnswer[];
}

export interface ErrorDetails {
  /** What to do next, one sentence each. */
  readonly guidance?: readonly string[];
  /** Default `not_done`. */
  readonly outcome?: Outcome;
  /** Default: the catalogue's. */
  readonly retryable?: boolean;
  readonly aws?: AwsFault;
  /** Names of the arguments that would have to be given. */
  readonly missing?: readonly string[];
  readonly link?: string;
  readonly answers?: readonly SourceAnswer[];
  readonly cause?: unknown;
}

/** The error class of the program; the one that extends it asks a person for something (`NeedsPersonError`). */
export class WhitelistError extends Error {
  override readonly name = 'WhitelistError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  report(): ErrorReport {
    const { guidance = [], outcome = 'not_done', aws, missing, link, answers } = this.details;
    return {
      code: this.code,
      // Whatever was put into them: arguments, names of files and keys, texts of strangers.
      message: escapeUnprintable(this.message, Infinity),
      guidance: guidance.map((sentence) => escapeUnprintable(sentence, Infinity)),
      retryable: this.details.retryable ?? CATALOGUE[this.code].retryable,
      outcome,
      ...(aws && { aws }),
      ...(missing && { missing }),
      ...(link !== undefined && { link }),
      ...(answers && { answers }),
    };
  }
}

/** Turns anything thrown into an error of ours. A foreign error is a defect; its text is not shown, since it may hold anything. */
export function toWhitelistError(error: unknown): WhitelistError {
  if (error instanceof WhitelistError) return error;
  if (isProgramUpdated(error)) return programUpdatedError();
  const kind = error instanceof Error && /^[A-Za-z]{1,30}$/.test(error.name) ? error.name : typeof error;
  return new WhitelistError('internal_error', `Something went wrong inside awswhitelist (${kind}).`, {
    outcome: 'unknown',
    guidance: [
      'List the security group to see its rules as they are now.',
      'Run again with -v and report what standard error says, with the steps that led here.',
    ],
    cause: error,
  });
}

/** The program's files were replaced while this process ran; what it has not loaded yet, it cannot load any more. */
const programUpdatedError = () =>
  new WhitelistError('program_updated', 'awswhitelist was updated, or removed, while this process ran.', {
    outcome: 'unknown',
    guidance: [
      'Ask the user to restart this server in the host, or the host itself; a command is simply run again.',
      'If this call was to change something, list the security group first.',
    ],
  });

/** The person declined. */
export function declinedError(): WhitelistError {
  return new WhitelistError('declined', 'The person declined; nothing was changed.', {
    guidance: ['Do not ask again unless the person wants it.'],
  });
}

/** What one source said of the caller's address in one family. */
export interface SourceAnswer {
  /** The source's host, fit to be shown. */
  readonly source: string;
  readonly family: 4 | 6;
  /** Canonical text of a public address of this family; null where the source gave none. */
  readonly address: string | null;
  /** Why there is none, as in "checkip.amazonaws.com: …"; null where there is one. */
  readonly why: string | null;
}
