import type {
  AuthorizeSecurityGroupIngressCommandOutput,
  RevokeSecurityGroupIngressCommandOutput,
} from '@aws-sdk/client-ec2';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { sameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { checkAfterwards, type Attempt } from '#aws/errors/attempt.ts';
import type { Revoked } from './group.ts';
import { fromIpPermission, fromSecurityGroupRule } from './ip-permission.ts';
import { strange } from '#aws/errors/strange.ts';

/** The rules as AWS made them. */
export function addedBy(
  { SecurityGroupRules = [] }: AuthorizeSecurityGroupIngressCommandOutput,
  asked: readonly IngressRule[],
): IngressRule[] {
  const made = SecurityGroupRules.map(asTold).filter((rule) => rule !== null);
  return asked.map((rule) => made.find((m) => sameRule(m, rule)) ?? rule);
}

/**
 * What a removal came to. The default VPC answers an unknown permission with success and a list (EC2 API,
 * UnknownIpPermissions).
 */
export function revokedBy(
  { RevokedSecurityGroupRules, UnknownIpPermissions }: RevokeSecurityGroupIngressCommandOutput,
  asked: readonly IngressRule[],
): Omit<Revoked, 'retried' | 'seen'> {
  const told = (RevokedSecurityGroupRules ?? []).map(asTold);
  const read = told.filter((rule) => rule !== null);
  if (told.length > 0 && (read.length === told.length || asked.length === 0))
    return { matched: true, removed: read, told: true };
  const unknown = (UnknownIpPermissions ?? []).flatMap(fromIpPermission);
  const removed = asked.filter((rule) => !unknown.some((u) => sameRule(u, rule)));
  // By properties it is known what was removed, even where AWS tells it in words that cannot be read.
  if (told.length > 0) return { matched: true, removed, told: true };
  const matched = removed.length > 0 || (asked.length === 0 && unknown.length === 0);
  return { matched, removed, told: unknown.length > 0 };
}

/** What AWS says of a rule after the change was made: where that cannot be read, the change is made all the same. */
function asTold(wire: Parameters<typeof fromSecurityGroupRule>[0]): IngressRule | null {
  try {
    return fromSecurityGroupRule(wire);
  } catch {
    return null;
  }
}

/** What cannot be read of the answer to a change leaves it open what the change came to. */
export function readAfter<T>(during: Attempt, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw doubtful(toWhitelistError(error), during);
  }
}

function doubtful({ code, message, details }: WhitelistError, during: Attempt): WhitelistError {
  const guidance = [checkAfterwards(during), ...(details.guidance ?? [])];
  return new WhitelistError(code, message, { ...details, outcome: 'unknown', guidance });
}

/** No documentation says when `return` is false; it is no success. */
export function refuseFalse({ Return }: { readonly Return?: boolean | undefined }, during: Attempt): void {
  if (Return !== false) return;
  throw doubtful(strange(`${during.action} with return=false`), during);
}
