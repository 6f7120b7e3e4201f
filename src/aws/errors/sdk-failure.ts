import type { AwsFault } from '#core/errors/errors.ts';
import { redactRandomLooking } from '#core/text/redact.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** What can be read off anything that the SDK throws; its shape is checked, since it may be any error. */
export interface SdkFailure {
  /** AWS's error code, or the name or system code of a local failure (`ECONNREFUSED`). */
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  /** The sealed explanation of a denial, whole; null: there is none. */
  readonly encodedMessage: string | null;
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

/** Anybody may have written the text of an answer, and it may repeat what was sent. */
const redactedText = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? redactRandomLooking(value) : null;

/** Stands for the code where the answer is not from an AWS service, but for example a proxy's page. */
export const NOT_FROM_AWS = 'NotOfAws';

export function readFailure(error: unknown): SdkFailure {
  const loose: ErrorLike = typeof error === 'object' && error !== null ? error : {};
  const systemCode = redactedText(loose.code) ?? systemCodeOf(loose.cause);
  const status = loose.$metadata?.httpStatusCode;
  const fromService = loose.$fault !== undefined && loose.name !== 'Unknown';
  // The connection failed in the middle of an answer: its status says nothing.
  if (systemCode !== null && typeof status === 'number' && !fromService)
    return {
      code: systemCode,
      message: redactedText(loose.message) ?? '',
      requestId: null,
      encodedMessage: null,
      httpStatus: 0,
    };
  if (typeof status === 'number' && error instanceof Error && !fromService)
    return {
      code: NOT_FROM_AWS,
      message: `HTTP ${status}`,
      requestId: null,
      encodedMessage: null,
      httpStatus: 0,
    };
  const hasAnswer = typeof status === 'number';
  return {
    code: (hasAnswer ? redactedText(loose.name) : (systemCode ?? redactedText(loose.name))) ?? 'Unknown',
    message: redactedText(withoutEncoded(loose.message)) ?? '',
    encodedMessage: hasAnswer ? readEncodedMessage(loose.message) : null,
    requestId: redactedText(loose.$metadata?.requestId) ?? redactedText(loose.requestId),
    httpStatus: hasAnswer ? status : 0,
  };
}

function systemCodeOf(cause: unknown): string | null {
  const loose: ErrorLike = typeof cause === 'object' && cause !== null ? cause : {};
  return redactedText(loose.code);
}

// A denial can carry a long encoded blob that only sts:DecodeAuthorizationMessage reads. AWS's limit for it is 10,240
// characters.
const ENCODED_MESSAGE = /\s*Encoded authorization failure message:\s*([\w+/=-]{0,10240})[\s\S]*/;

const withoutEncoded = (message: unknown): unknown =>
  typeof message === 'string' ? message.replace(ENCODED_MESSAGE, '') : message;

const readEncodedMessage = (message: unknown): string | null =>
  (typeof message === 'string' && ENCODED_MESSAGE.exec(message)?.[1]) || null;

/** AWS's own code and message, for support and searches; null where no answer came from AWS. */
export function toAwsFault(failure: SdkFailure): AwsFault | null {
  if (failure.httpStatus === 0) return null;
  const { message, encodedMessage } = failure;
  return {
    code: failure.code,
    request_id: failure.requestId,
    message: message === '' ? null : escapeUnprintable(message, 400),
    ...(encodedMessage !== null && { encoded_message: encodedMessage }),
  };
}
