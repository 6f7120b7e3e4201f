import { invalidInput } from '#core/errors/invalid-input.ts';
import { formatEnd } from './note.ts';

/** When a grant is to end, as a call says it. */
export type RequestedEnd =
  | { readonly kind: 'in'; readonly minutes: number }
  | { readonly kind: 'at'; readonly at: Date }
  /** Said, not left out. */
  | { readonly kind: 'never' };

const MINUTE_MS = 60_000;
const MINUTES_PER_UNIT = { m: 1, h: 60, d: 24 * 60 } as const;

/** Ten years: minutes. */
const MAX_MINUTES = 3_650 * MINUTES_PER_UNIT.d;

/** `2h`, `1h30m`; empty too, which is no time. */
export const DURATION_PATTERN = /^(?:(\d{1,7})d)?(?:(\d{1,7})h)?(?:(\d{1,7})m)?$/;
const MOMENT_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * @returns null: the call says nothing of an end
 * @throws WhitelistError `invalid_input`
 */
export function parseEnd(given: {
  readonly expires_in?: string | undefined;
  readonly expires_at?: string | undefined;
}): RequestedEnd | null {
  const { expires_in: time, expires_at: moment } = given;
  if (time !== undefined && moment !== undefined) {
    throw invalidInput({
      field: 'expires_at',
      value: moment,
      expected: 'either expires_in or expires_at, not both',
      example: 'expires_in "2h"',
    });
  }
  if (time !== undefined) return parseExpiresIn(time, 'expires_in');
  return moment === undefined ? null : { kind: 'at', at: parseExpiresAt(moment) };
}

/** @throws WhitelistError `invalid_input` */
export function parseExpiresIn(value: unknown, field: string): RequestedEnd {
  if (value === 'never') return { kind: 'never' };
  return { kind: 'in', minutes: parseMinutes(value, field) };
}

/**
 * `45m`, `2h`, `3d` or `1h30m`
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseMinutes(value: unknown, field: string): number {
  const [text, days = 0, hours = 0, minutes = 0] =
    (typeof value === 'string' && DURATION_PATTERN.exec(value)) || [];
  const total =
    Number(days) * MINUTES_PER_UNIT.d +
    Number(hours) * MINUTES_PER_UNIT.h +
    Number(minutes) * MINUTES_PER_UNIT.m;
  if (text && total >= 1 && total <= MAX_MINUTES) return total;
  throw invalidInput({
    field,
    value,
    expected: 'days, hours and minutes, from 1m to 3650d',
    example: '"2h", "45m", "3d" or "1h30m"',
  });
}

function parseExpiresAt(value: string): Date {
  const at = new Date(MOMENT_PATTERN.test(value) && isRealDay(value.slice(0, 10)) ? value : Number.NaN);
  if (!Number.isNaN(at.getTime())) return at;
  throw invalidInput({
    field: 'expires_at',
    value,
    expected: 'a moment in ISO 8601 with its zone',
    example: '"2026-12-01T18:00Z" or "2026-12-01T18:00+01:00"',
  });
}

/** The engine takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  const day = new Date(text);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * The end to the minute: a time from now is rounded up, a moment is cut, so that neither is passed by more than that.
 *
 * @param now - AWS's time.
 * @returns null: no end
 * @throws WhitelistError `invalid_input` for a moment that is not to come
 */
export function resolveEnd(end: RequestedEnd, now: Date): Date | null {
  if (end.kind === 'never') return null;
  if (end.kind === 'in') return new Date(Math.ceil(now.getTime() / MINUTE_MS + end.minutes) * MINUTE_MS);
  const until = new Date(Math.floor(end.at.getTime() / MINUTE_MS) * MINUTE_MS);
  const latest = new Date(now.getTime() + MAX_MINUTES * MINUTE_MS);
  if (until > now && until <= latest) return until;
  throw invalidInput({
    field: 'expires_at',
    value: end.at.toISOString(),
    expected: `a moment to come, by AWS's clock (${formatEnd(now)}), within ten years`,
    example: `"${formatEnd(new Date(now.getTime() + 2 * MINUTES_PER_UNIT.h * MINUTE_MS))}"`,
  });
}

/** `2 h`, `1 d 12 h`, `45 min`: for people; a part of a minute is rounded. */
export function describeMinutes(minutes: number): string {
  const whole = Math.round(minutes);
  const days = Math.floor(whole / MINUTES_PER_UNIT.d);
  const hours = Math.floor((whole % MINUTES_PER_UNIT.d) / MINUTES_PER_UNIT.h);
  const rest = whole % MINUTES_PER_UNIT.h;
  const parts = [
    ...(days > 0 ? [`${days} d`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(rest > 0 ? [`${rest} min`] : []),
  ];
  return parts.join(' ') || '0 min';
}
