import type { EachRule } from '../aws/group.ts';
import { WhitelistError } from '../core/errors.ts';
import type { Place } from './places.ts';

/** What a call came to in one group. */
export interface GroupReport extends EachRule {
  readonly place: Place;
}

export const NOTHING: EachRule = {
  done: [],
  unneeded: [],
  notDone: [],
  unknown: [],
  error: null,
  retried: false,
};

/** Failures in the words of whoever knows more of them, each of its own session. */
export async function explained(reports: readonly GroupReport[]): Promise<GroupReport[]> {
  return Promise.all(
    reports.map(async (report) => {
      if (report.error === null) return report;
      const error = await report.place.session.explained(report.error);
      return { ...report, error: error instanceof WhitelistError ? error : report.error };
    }),
  );
}

/**
 * Where nothing at all was done, the failure is the answer.
 *
 * @throws WhitelistError the first failure; the others are named in its guidance
 */
export function failWhereNothingIsDone(reports: readonly GroupReport[]): void {
  const failed = reports.flatMap((report) =>
    report.error === null ? [] : [{ ...report, error: report.error }],
  );
  const [first, ...others] = failed;
  const isNothing = reports.every(({ done, error }) => error !== null && done.length === 0);
  if (!first || !isNothing) return;
  if (others.length === 0) throw first.error;
  const { code, message, details } = first.error;
  const isUnknown = failed.some(({ error }) => error.details.outcome === 'unknown');
  const same = others.filter(({ error }) => error.code === code);
  throw new WhitelistError(code, message, {
    ...details,
    ...(isUnknown && { outcome: 'unknown' as const }),
    guidance: [
      ...(details.guidance ?? []),
      ...(same.length > 0
        ? [`The same happened in ${same.map(({ place }) => place.groupId).join(', ')}.`]
        : []),
      ...others
        .filter((one) => !same.includes(one))
        .map(({ place, error }) => `${place.groupId}: ${error.message}`),
    ],
  });
}
