import { invalidInput } from '#core/errors/invalid-input.ts';

/** AWS's limits for what opens a session of a role; they are in the config file's JSON schema too. */
export const EXTERNAL_ID_PATTERN = /^[\w+=,.@:/-]{2,1224}$/;
export const SOURCE_IDENTITY_PATTERN = /^[\w+=,.@-]{2,256}$/;
export const MFA_SERIAL_PATTERN =
  /^(?:arn:aws(?:-[a-z]+)*:iam::\d{12}:mfa\/[\w+=/,.@-]+|(?!arn:)[\w+=/:,.@-]{9,256})$/;

/** 15 minutes to 12 hours. A role may allow less than the maximum. */
export const SESSION_SECONDS_RANGE = { least: 900, most: 43_200 } as const;

/** @throws WhitelistError `invalid_input` */
export function parseExternalId(value: unknown, field: string): string {
  if (typeof value === 'string' && EXTERNAL_ID_PATTERN.test(value)) return value;
  throw invalidInput({
    field,
    value,
    expected: '2 to 1224 letters, digits and characters of _+=,.@:/-',
    example: 'customer-4711',
  });
}

/**
 * Who is behind a role session, as CloudTrail keeps it.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseSourceIdentity(value: unknown, field: string): string {
  if (typeof value === 'string' && SOURCE_IDENTITY_PATTERN.test(value)) return value;
  throw invalidInput({
    field,
    value,
    expected: '2 to 256 letters, digits and characters of _+=,.@-',
    example: 'jo@example.com',
  });
}

/** @throws WhitelistError `invalid_input` */
export function parseMfaSerial(value: unknown, field: string): string {
  if (typeof value === 'string' && value.length <= 256 && MFA_SERIAL_PATTERN.test(value)) return value;
  const isKey = typeof value === 'string' && /:u2f\//.test(value);
  throw invalidInput({
    field,
    value,
    expected: "an MFA device's ARN, or the serial number of a hardware device",
    example: 'arn:aws:iam::123456789012:mfa/jo',
    ...(isKey && {
      hint: 'That is a passkey or security key, which gives no code; AWS takes those of an authenticator app.',
    }),
  });
}

/** @throws WhitelistError `invalid_input` */
export function parseSessionSeconds(value: unknown, field: string): number {
  const { least, most } = SESSION_SECONDS_RANGE;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidInput({
    field,
    value,
    expected: `whole seconds from ${least} (15 minutes) to ${most} (12 hours)`,
    example: '3600',
  });
}
