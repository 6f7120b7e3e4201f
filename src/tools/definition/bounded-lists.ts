import { invalidInput } from '#core/errors/invalid-input.ts';
import { EXPECTED_VALUES } from './fields.ts';

/** What a group may hold at most, whatever its account's quota is (Amazon VPC user guide, "Amazon VPC quotas"). */
const MAX_LIST_LENGTH = 1_000;

/**
 * Refuses lists that are too long for any argument before anything is done with what is in them: their own parsers may
 * say less.
 *
 * @throws WhitelistError `invalid_input`
 */
export function requireBoundedLists(given: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(given)) {
    if (!Array.isArray(value) || value.length <= MAX_LIST_LENGTH) continue;
    const [, example = 'several calls in the place of one'] = EXPECTED_VALUES[field] ?? [];
    const expected = `at most ${MAX_LIST_LENGTH} in one list`;
    throw invalidInput({ field, value: value.length, expected, example });
  }
}
