import { WhitelistError } from '#core/errors/errors.ts';
import type { ConfigFile } from './file-schema.ts';
import type { DuplicateKey } from './reading/jsonc.ts';
import { findMeantLimit, holdsLimit } from './reading/limit-names.ts';
import { describeUnknownKey, isOfProfile, showPath, type UnknownKey } from './reading/unknown-keys.ts';

/** Limits nothing: that there is no such log yet is said once, at start. */
const AUDIT_KEY = 'enable_audit_logging';

/**
 * Whether what is written there may be meant as a limit: a key of `security_settings` whatever its value (`false` too
 * limits what it allows), a section that is not known, and whatever has the name of a limit where it means nothing. A
 * plain text of another name is taken for a note.
 */
export function mayLimit({ path, key, value, suggestion }: UnknownKey): boolean {
  if (value === null) return false;
  const [section] = path;
  if (section === 'security_settings') return true;
  // An entry with such a key is not used at all: that is told of the entry.
  if (isOfProfile(path) && (suggestion !== null || findMeantLimit(key) === 'required_iam_roles'))
    return false;
  if (holdsLimit(key, value)) return true;
  if (section === 'grants') return suggestion !== null && suggestion !== 'holder';
  return path.length === 1 && typeof value !== 'string';
}

/**
 * A protection that the person wrote and that is not kept would be worse than none: changes are refused
 * until it is taken out, or a version is installed that keeps it. Reading goes on.
 *
 * @param name - The file's path, fit to be shown.
 */
export function unenforceableError(
  unknown: readonly UnknownKey[],
  duplicates: readonly DuplicateKey[],
  name: string,
): WhitelistError | null {
  const limits = unknown.filter(mayLimit);
  if (limits.length + duplicates.length === 0) return null;
  const problems = [
    ...(limits.length > 0
      ? [
          `${name} asks for limits that this version cannot keep: ${limits.map(({ shown }) => shown).join(', ')}.`,
        ]
      : []),
    ...(duplicates.length > 0 ? [`${name} has keys twice: ${listPlaces(duplicates)}.`] : []),
  ];
  return new WhitelistError('config_error', problems.join(' '), {
    guidance: [
      ...limits.filter(isExplained).map(describeUnknownKey),
      ...(duplicates.length > 0 ? ['Which of the two is meant cannot be told: leave one.'] : []),
      'Nothing is changed while they are there, so that no limit is passed unnoticed; listing and checking work.',
      ...(limits.length > 0
        ? [`Take them out of ${name} to make changes without them, or use a version that keeps them.`]
        : []),
      'The file is read at start, so restart a server once it is mended.',
    ],
  });
}

const isExplained = ({ suggestion, key }: UnknownKey) => suggestion !== null || findMeantLimit(key) !== null;

const listPlaces = (duplicates: readonly DuplicateKey[]): string =>
  duplicates.map(({ path, at }) => `${showPath(path)} (line ${at.line}, column ${at.column})`).join(', ');

/** A sentence for each part of the file that this version knows and does not use. */
export function describeUnused(file: ConfigFile): string[] {
  const parts = file.audit === undefined ? [] : ['audit'];
  const audit = file.security_settings?.[AUDIT_KEY] === true ? [`security_settings.${AUDIT_KEY}`] : [];
  return [...parts, ...audit].map((part) => `${part} has no effect in this version`);
}
