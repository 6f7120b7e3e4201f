import { parseDescription } from '#core/rules/description.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';

/** Characters that end a reason, or the list of holders that it stands in. */
const RESERVED = /[()[\];]/;

/**
 * Why somebody is let in.
 *
 * @returns null: nothing is said
 * @throws WhitelistError `invalid_input`
 */
export function parseReason(value: string | undefined): string | null {
  const text = parseDescription(value ?? '', 'reason').trim();
  const [reserved] = RESERVED.exec(text) ?? [];
  if (reserved === undefined) return text === '' ? null : text;
  throw invalidInput({
    field: 'reason',
    value,
    expected: 'text without ( ) [ ] and ;',
    example: '"index repair, ticket 4711"',
  });
}
