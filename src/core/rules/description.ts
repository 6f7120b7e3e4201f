import { invalidInput } from '#core/errors/invalid-input.ts';
import { holdsSecret } from '#core/text/redact.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** EC2 API reference, IpRange.Description: at most 255 characters, and none of the disallowed ones. */
export const MAX_DESCRIPTION_LENGTH = 255;
const DISALLOWED_CHARACTER = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/u;

/** @throws WhitelistError `invalid_input` with the first character or the length that AWS would refuse, or for a secret. */
export function parseDescription(value: unknown, field = 'description'): string {
  const refuse = (hint?: string) =>
    invalidInput({
      field,
      value,
      expected: `at most ${MAX_DESCRIPTION_LENGTH} of letters A-Z a-z, digits, spaces and ._-:/()#,@[]+=&;{}!$*`,
      example: '"Jo, home office (until Friday)"',
      ...(hint && { hint }),
    });
  if (typeof value !== 'string') throw refuse();
  if (value.length > MAX_DESCRIPTION_LENGTH) {
    const excess = value.length - MAX_DESCRIPTION_LENGTH;
    throw refuse(`It is ${excess} ${excess === 1 ? 'character' : 'characters'} too long.`);
  }
  const disallowed = DISALLOWED_CHARACTER.exec(value)?.[0];
  if (disallowed !== undefined) {
    const code = disallowed.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    const shown =
      /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(disallowed) && escapeUnprintable(disallowed) === disallowed
        ? ` ("${disallowed}")`
        : '';
    throw refuse(`AWS refuses the character U+${code}${shown} in a description.`);
  }
  if (holdsSecret(value))
    throw refuse('It seems to hold a secret, which everybody could read who may list the group.');
  return value;
}

export interface TemplateValues {
  /** The day of the call; its UTC date is used. */
  readonly now: Date;
  /** Operating system's user name. */
  readonly user: string;
}

/** The placeholders of `default_parameters.description_template`. */
export const TEMPLATE_PLACEHOLDERS = ['{date}', '{user}'] as const;

/** Fills `{date}` (YYYY-MM-DD, UTC) and `{user}`; a user name's foreign characters become `_`. */
export function fillDescriptionTemplate(template: string, { now, user }: TemplateValues): string {
  const legalUser = [...user].map((c) => (DISALLOWED_CHARACTER.test(c) ? '_' : c)).join('');
  return template.replaceAll('{date}', now.toISOString().slice(0, 10)).replaceAll('{user}', () => legalUser);
}
