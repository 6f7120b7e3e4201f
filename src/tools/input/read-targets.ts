import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { parseTarget, type TargetName } from '#core/targets/target.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';

/** The arguments that say where, of which a call gives one. */
export interface TargetArguments {
  readonly security_group_id?: string | undefined;
  readonly target?: string | undefined;
  readonly targets?: readonly string[] | undefined;
}

/** More security groups than this are no one change: calls that are so wide are to be several. */
const MAX_TARGETS = 50;

/**
 * Reads where an address is to be let in; what is said twice counts once.
 *
 * @param acceptedArguments - The tool's own arguments among them.
 * @throws WhitelistError `invalid_input` for none of them, and for more than one
 */
export function readTargets(
  given: TargetArguments,
  acceptedArguments: readonly (keyof TargetArguments)[] = ['security_group_id', 'target', 'targets'],
): readonly TargetName[] {
  const [name, ...others] = acceptedArguments.filter((one) => given[one] !== undefined);
  if (name === undefined) throw targetMissing(acceptedArguments);
  if (others.length > 0) {
    const both = [name, ...others].join(' and ');
    throw new WhitelistError('invalid_input', `${both} both say where; only one of them can be given.`, {
      guidance: ['Several places go into targets.'],
    });
  }
  if (name === 'security_group_id') return [toGroupTarget(given.security_group_id)];
  if (name === 'target') return [parseTarget(given.target)];
  const texts = given.targets ?? [];
  if (texts.length === 0 || texts.length > MAX_TARGETS) {
    throw invalidInput({
      field: 'targets',
      value: texts,
      expected: `1 to ${MAX_TARGETS} targets`,
      example: '["web-1", "sg-0123456789abcdef0"]',
      ...(texts.length === 0 && { hint: 'An empty list is never taken to mean every group.' }),
    });
  }
  const names = texts.map((text, i) => parseTarget(text, `targets[${i}]`));
  return names.filter(({ text }, i) => names.findIndex((other) => other.text === text) === i);
}

function toGroupTarget(value: unknown): TargetName {
  const id = parseGroupId(value);
  return { text: id, region: null, account: null, kind: 'id', of: 'security_group', id };
}

/** Who gives a name in the place of the id is told where names go. */
function parseGroupId(value: unknown) {
  try {
    return parseSecurityGroupId(value);
  } catch (thrown) {
    const { code, message, details } = toWhitelistError(thrown);
    const guidance = [...(details.guidance ?? []), 'Names, tags and what is in a group go into target.'];
    throw new WhitelistError(code, message, { ...details, guidance });
  }
}

function targetMissing(acceptedArguments: readonly (keyof TargetArguments)[]): WhitelistError {
  const names = acceptedArguments.join(', ');
  return new WhitelistError(
    'invalid_input',
    `Nothing says which security group is meant: ${names} are missing.`,
    {
      missing: acceptedArguments,
      guidance: [
        'Give security_group_id (e.g. "sg-0123456789abcdef0"), or target: what it is called, or what is in it (e.g. "staging-db").',
      ],
    },
  );
}

/** Whether what is named may answer at a port of its own: a database does, a group does not. */
export const canHavePort = (name: TargetName): boolean =>
  !((name.kind === 'id' || name.kind === 'arn') && name.of === 'security_group');
