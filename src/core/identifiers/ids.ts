import { invalidInput } from '#core/errors/invalid-input.ts';

declare const groupBrand: unique symbol;
declare const ruleBrand: unique symbol;

export type SecurityGroupId = string & { readonly [groupBrand]: true };
export type SecurityGroupRuleId = string & { readonly [ruleBrand]: true };

// AWS's own ids have 8 or 17 digits today; documentation shortens them, so any length is well-formed here.
const isGroupId = (text: unknown): text is SecurityGroupId =>
  typeof text === 'string' && /^sg-[0-9a-f]+$/.test(text);
const isRuleId = (text: unknown): text is SecurityGroupRuleId =>
  typeof text === 'string' && /^sgr-[0-9a-f]+$/.test(text);

/** @throws WhitelistError `invalid_input` */
export function parseSecurityGroupId(value: unknown, field = 'security_group_id'): SecurityGroupId {
  if (isGroupId(value)) return value;
  throw invalidInput({
    field,
    value,
    expected: '"sg-" followed by lower-case hexadecimal digits',
    example: 'sg-0123456789abcdef0',
  });
}

/** @throws WhitelistError `invalid_input` */
export function parseSecurityGroupRuleId(value: unknown): SecurityGroupRuleId {
  if (isRuleId(value)) return value;
  throw invalidInput({
    field: 'rule_id',
    value,
    expected: '"sgr-" followed by lower-case hexadecimal digits',
    example: 'sgr-0123456789abcdef0',
  });
}
