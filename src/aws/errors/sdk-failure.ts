import type { AwsFault } from '#core/errors/errors.ts';
import { redactRandomLooking } from '#core/errors/invalid-input.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** What can be read off anything that the SDK throws; its shape is checked, since it may be any error. */
export interface SdkFailure {
  /** AWS's error code, or the name or system code of a local failure (`ECONNREFUSED`). */
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  /** 0 where no answer came. */
  readonly httpStatus: number;
}

interface ErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly requestId?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: {
    readonly requestId?: unknown;
    readonly httpStatusCode?: unknown;
  };
  readonly cause?: unknown;
}

/** What an answer holds may have been put there by anybody, and be what we sent. */
const redactedText = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? redactRandomLooking(value) : null;

/** Stands for the code where something came back that no service of AWS's wrote: a proxy's page, say. */
export const NOT_FROM_AWS = 'NotOfAws';

export function readFailure(error: unknown): SdkFailure {
  const loose: ErrorLike = typeof error === 'object' && error !== null ? error : {};
  const systemCode = redactedText(loose.code) ?? systemCodeOf(loose.cause);
  const status = loose.$metadata?.httpStatusCode;
  const fromService = loose.$fault !== undefined && loose.name !== 'Unknown';
  // The connection failed in the middle of an answer: there is a status, but nothing to go by.
  if (systemCode !== null && typeof status === 'number' && !fromService)
    return { code: systemCode, message: redactedText(loose.message) ?? '', requestId: null, httpStatus: 0 };
  if (typeof status === 'number' && error instanceof Error && !fromService)
    return { code: NOT_FROM_AWS, message: `HTTP ${status}`, requestId: null, httpStatus: 0 };
  const hasAnswer = typeof status === 'number';
  return {
    code: (hasAnswer ? redactedText(loose.name) : (systemCode ?? redactedText(loose.name))) ?? 'Unknown',
    message: redactedText(loose.message) ?? '',
    requestId: redactedText(loose.$metadata?.requestId) ?? redactedText(loose.requestId),
    httpStatus: hasAnswer ? status : 0,
  };
}

function systemCodeOf(cause: unknown): string | null {
  const loose: ErrorLike = typeof cause === 'object' && cause !== null ? cause : {};
  return redactedText(loose.code);
}

// A denial can carry a long encoded blob that only sts:DecodeAuthorizationMessage reads.
const ENCODED_MESSAGE = /\s*Encoded authorization failure message:.*/s;

/** AWS's own words, for support and searches; null where no answer of AWS's came. */
export function toAwsFault(failure: SdkFailure): AwsFault | null {
  if (failure.httpStatus === 0) return null;
  const message = failure.message.replace(ENCODED_MESSAGE, '');
  return {
    code: failure.code,
    request_id: failure.requestId,
    message: message === '' ? null : escapeUnprintable(message, 400),
  };
}
