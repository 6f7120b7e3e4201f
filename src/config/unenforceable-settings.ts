import { WhitelistError } from '#core/errors/errors.ts';
import type { ConfigFile } from './file-schema.ts';
import { describeUnknownKey, type UnknownKey } from './unknown-keys.ts';

/** Limits nothing: that there is no such log yet is said once, at start. */
const AUDIT_KEY = 'enable_audit_logging';

/** Whether a setting asks for something: `false`, 0 and empty do not. */
function isRequested(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/**
 * A protection that the person wrote and that is not kept would be worse than none: changes are refused
 * until it is taken out, or a version is installed that keeps it. Reading goes on.
 */
export function unenforceableError(unknown: readonly UnknownKey[], name: string): WhitelistError | null {
  const requested = unknown.filter(
    ({ path, value }) => path.startsWith('security_settings.') && isRequested(value),
  );
  if (requested.length === 0) return null;
  const paths = requested.map(({ path }) => path).join(', ');
  return new WhitelistError(
    'config_error',
    `${name} asks for limits that this version cannot keep: ${paths}.`,
    {
      guidance: [
        ...requested.filter(({ suggestion }) => suggestion !== null).map(describeUnknownKey),
        'Nothing is changed while they are there, so that no limit is passed unnoticed; listing and checking work.',
        `Take them out of ${name} to make changes without them, or use a version that keeps them.`,
      ],
    },
  );
}

/** A sentence for each part of the file that this version knows and does not use. */
export function describeUnused(file: ConfigFile): string[] {
  const parts = file.audit === undefined ? [] : ['audit'];
  const audit = file.security_settings?.[AUDIT_KEY] === true ? [`security_settings.${AUDIT_KEY}`] : [];
  return [...parts, ...audit].map((part) => `${part} has no effect in this version`);
}
