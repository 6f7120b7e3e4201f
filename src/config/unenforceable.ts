import { WhitelistError } from '../core/errors.ts';
import { withoutSecrets } from '../core/invalid-input.ts';
import type { ConfigFile } from './file-schema.ts';

/** Limits nothing: that there is no such log yet is said once, at start. */
const AUDIT = 'enable_audit_logging';

/** Settings that are kept, or limit nothing. */
const NO_MATTER = ['require_mfa', 'allow_root', AUDIT];

/** Whether a setting asks for something: `false`, 0 and empty do not. */
function asks(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/**
 * A protection that the person wrote and that is not kept would be worse than none: changes are refused
 * until it is taken out, or a version is installed that keeps it. Reading goes on.
 */
export function unenforceable(file: ConfigFile, name: string): WhitelistError | null {
  const settings = Object.entries(file.security_settings ?? {}).filter(([key]) => !NO_MATTER.includes(key));
  const grants = Object.entries(file.grants ?? {}).filter(([key]) => key === 'default_expires_in');
  const paths = [
    ...settings.filter(([, value]) => asks(value)).map(([key]) => `security_settings.${withoutSecrets(key)}`),
    ...grants.filter(([, value]) => asks(value)).map(([key]) => `grants.${key}`),
  ];
  if (paths.length === 0) return null;
  return new WhitelistError(
    'config_error',
    `${name} asks for limits that this version cannot keep: ${paths.join(', ')}.`,
    {
      guidance: [
        'Nothing is changed while they are there, so that no limit is passed unnoticed; listing and checking work.',
        `Take them out of ${name} to make changes without them, or use a version that keeps them.`,
      ],
    },
  );
}

/** A sentence for each part of the file that this version knows and does not use. */
export function unused(file: ConfigFile): string[] {
  const parts = (['regions', 'grants', 'public_ip', 'audit'] as const).filter(
    (key) => file[key] !== undefined,
  );
  const audit = file.security_settings?.[AUDIT] === true ? [`security_settings.${AUDIT}`] : [];
  return [...parts, ...audit].map((part) => `${part} has no effect in this version`);
}
