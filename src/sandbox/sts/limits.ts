import { NAME_PATTERN, type NumberLimit, type TextLimit } from '#sandbox/protocol/query-limits.ts';

/** Characters that AWS can keep: all but control characters, with the usual three exceptions. */
const PRINTABLE = /[\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+/u;

/** What opens a session of a role, in whichever way. */
const ROLE_SESSION_LIMITS: readonly TextLimit[] = [
  { name: 'RoleArn', required: true, least: 20, most: 2048, pattern: PRINTABLE },
  { name: 'RoleSessionName', required: true, least: 2, most: 64, pattern: NAME_PATTERN },
  { name: 'Policy', least: 1, most: 2048, pattern: /[\t\n\r\u0020-\u00FF]+/ },
];

export const ROLE_SECONDS: NumberLimit = { name: 'DurationSeconds', least: 900, most: 43_200 };

/** What tells of a caller's MFA. */
export const MFA_LIMITS: readonly TextLimit[] = [
  { name: 'SerialNumber', least: 9, most: 256, pattern: /[\w+=/:,.@-]*/ },
  { name: 'TokenCode', least: 6, most: 6, pattern: /[\d]*/ },
];

export const ASSUME_ROLE_LIMITS: readonly TextLimit[] = [
  ...ROLE_SESSION_LIMITS,
  { name: 'ExternalId', least: 2, most: 1224, pattern: /[\w+=,.@:/-]*/ },
  ...MFA_LIMITS,
  { name: 'SourceIdentity', least: 2, most: 256, pattern: NAME_PATTERN },
];

export const WEB_IDENTITY_LIMITS: readonly TextLimit[] = [
  ...ROLE_SESSION_LIMITS,
  { name: 'WebIdentityToken', required: true, least: 4, most: 20_000, pattern: /[\s\S]*/ },
];
