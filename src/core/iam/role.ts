import { invalidInput } from '#core/errors/invalid-input.ts';

/** An IAM role, as its ARN names it. */
export interface Role {
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov` … */
  readonly partition: string;
  readonly account: string;
  /** Without its path: an account has no two roles of one name, whatever their paths. */
  readonly name: string;
}

/** The whole form, for editors too. */
export const ROLE_ARN = /^arn:(aws(?:-[a-z]+)*):iam::(\d{12}):role\/(?:[!-.0-~]+\/)*([\w+=,.@-]{1,64})$/;

const ASSUMED_ROLE_ARN = /^arn:(aws(?:-[a-z]+)*):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/[^/]+$/;

/** @throws WhitelistError `invalid_input` */
export function parseRoleArn(value: unknown, field: string): Role {
  const [arn, partition, account, name] = (typeof value === 'string' && ROLE_ARN.exec(value)) || [];
  if (arn && partition && account && name) return { arn, partition, account, name };
  const hint = suggestFix(value);
  throw invalidInput({
    field,
    value,
    expected: "a role's ARN",
    example: 'arn:aws:iam::123456789012:role/SecurityAdmin',
    ...(hint && { hint }),
  });
}

/** What was probably taken for a role's ARN, and how to get at it. */
function suggestFix(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (/:assumed-role\//.test(value))
    return "That is a session of a role; the role's own ARN has :iam:: and :role/.";
  if (/:instance-profile\//.test(value))
    return "That is an instance profile; its role's ARN has :role/ in its place.";
  if (/:(?:user|group|root)\b/.test(value)) return 'That is no role; the ARN of a role has :role/.';
  if (/^arn:[^:]*:iam::(?!\d{12}:)[^:]*:role\//.test(value)) return 'The account in it has 12 digits.';
  if (/^[\w+=,.@-]{1,64}$/.test(value))
    return `A name is not enough; "aws iam get-role --role-name NAME --query Role.Arn" tells the ARN.`;
  return null;
}

/**
 * Whether STS's word for a caller (`arn:…:sts::ACCOUNT:assumed-role/NAME/SESSION`) means a session of this role.
 * It leaves the path out; STS writes the name as the role has it, so case counts.
 */
export function isSessionOfRole(identityArn: string, role: Role): boolean {
  const [, partition, account, name] = ASSUMED_ROLE_ARN.exec(identityArn) ?? [];
  return partition === role.partition && account === role.account && name === role.name;
}

/** @throws WhitelistError `invalid_input` */
export function parseAccountId(value: unknown, field: string): string {
  if (typeof value === 'string' && /^\d{12}$/.test(value)) return value;
  throw invalidInput({ field, value, expected: "an account's 12 digits", example: '123456789012' });
}
