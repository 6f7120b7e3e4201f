import type { ErrorCode, ErrorReport } from '#core/errors/errors.ts';

/** Documented in the README; scripts rely on them. */
export const EXIT = {
  done: 0,
  notAllowed: 1,
  usage: 2,
  credentials: 3,
  denied: 4,
  refusedByAws: 5,
  noAnswer: 6,
  outcomeUnknown: 7,
  undecided: 8,
  consent: 9,
  partial: 10,
  declined: 11,
  defect: 70,
  interrupted: 130,
} as const;

const BY_CODE: Readonly<Record<ErrorCode, number>> = {
  invalid_input: EXIT.usage,
  config_error: EXIT.usage,
  region_required: EXIT.usage,
  credentials_required: EXIT.credentials,
  invalid_credentials: EXIT.credentials,
  mfa_required: EXIT.credentials,
  declined: EXIT.declined,
  refused_by_settings: EXIT.denied,
  consent_required: EXIT.denied,
  rate_limited: EXIT.refusedByAws,
  access_denied: EXIT.denied,
  group_not_found: EXIT.refusedByAws,
  target_not_found: EXIT.refusedByAws,
  ambiguous_target: EXIT.usage,
  rule_limit_exceeded: EXIT.refusedByAws,
  holders_full: EXIT.refusedByAws,
  held_by_others: EXIT.denied,
  account_restricted: EXIT.refusedByAws,
  throttled: EXIT.refusedByAws,
  aws_error: EXIT.refusedByAws,
  credential_validation_failed: EXIT.noAnswer,
  timeout: EXIT.noAnswer,
  ip_disagreement: EXIT.noAnswer,
  ip_unknown: EXIT.noAnswer,
  cancelled: EXIT.interrupted,
  program_updated: EXIT.defect,
  internal_error: EXIT.defect,
};

export function exitCodeOfError({ code, outcome }: ErrorReport): number {
  return outcome === 'unknown' && EXIT.defect !== BY_CODE[code] ? EXIT.outcomeUnknown : BY_CODE[code];
}

/**
 * A question's answer is in the code too: `check` tells yes, no and "not known" apart.
 *
 * @param stopped - Whether a person interrupted the call: that is why only a part was done.
 */
export function exitCodeOfResult(result: Readonly<Record<string, unknown>>, stopped: boolean): number {
  if (result['status'] === 'partial') {
    if (stopped) return EXIT.interrupted;
    return hasUnknownOutcome(result['failures']) ? EXIT.outcomeUnknown : EXIT.partial;
  }
  if (result['status'] === 'changed_since') return EXIT.partial;
  if (result['allowed'] === false) return EXIT.notAllowed;
  if (result['allowed'] === null) return EXIT.undecided;
  return EXIT.done;
}

/** Of several calls, the end that is worth most attention; in this order. */
const WORST_FIRST: readonly number[] = [
  EXIT.defect,
  EXIT.interrupted,
  EXIT.outcomeUnknown,
  EXIT.credentials,
  EXIT.denied,
  EXIT.usage,
  EXIT.noAnswer,
  EXIT.refusedByAws,
  EXIT.declined,
  EXIT.partial,
];

/** One code for several calls; 0 where all are done. */
export const worstExitCode = (codes: readonly number[]): number =>
  WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.done;

const hasUnknownOutcome = (failures: unknown): boolean =>
  Array.isArray(failures) && failures.some((failure: { outcome?: unknown }) => failure.outcome === 'unknown');
