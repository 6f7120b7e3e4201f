import { invalidInput } from '#core/errors/invalid-input.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { quoteMasked } from '#core/text/redact.ts';

interface Named {
  readonly name: string;
}

/**
 * The sandbox's own key stands in for every profile, but not for one that is a slip of the pen: AWS would have none.
 *
 * @throws WhitelistError `invalid_input`
 */
export function requireDefinedProfile(
  name: string | null,
  entries: readonly Named[],
  found: readonly Named[],
): void {
  const known = [...entries, ...found].map((profile) => profile.name);
  if (name === null || known.includes(name)) return;
  const near = closestMatch(name, known);
  throw invalidInput({
    field: 'profile',
    value: name,
    expected: 'an entry of credential_profiles in the config file, or an AWS profile of this machine',
    example: '"staging"',
    hint: near === null ? 'Nothing defines it.' : `Nothing defines it; did you mean ${quoteMasked(near)}?`,
  });
}
