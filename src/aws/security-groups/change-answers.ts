import type {
  AuthorizeSecurityGroupIngressCommandOutput,
  RevokeSecurityGroupIngressCommandOutput,
} from '@aws-sdk/client-ec2';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { checkOutcomeHint, type Attempt } from '#aws/errors/attempt.ts';
import type { RevokeResult } from './group.ts';
import { fromIpPermission, fromSecurityGroupRule } from './from-ec2.ts';
import { unexpectedResponse } from '#aws/errors/unexpected-response.ts';

/** The rules as AWS created them. */
export function parseAdded(
  { SecurityGroupRules = [] }: AuthorizeSecurityGroupIngressCommandOutput,
  requested: readonly IngressRule[],
): IngressRule[] {
  const created = SecurityGroupRules.map(parseRuleOrNull).filter((rule) => rule !== null);
  const createdByKey = toRulesByKey(created);
  return requested.map((rule) => createdByKey.get(ruleKey(rule)) ?? rule);
}

/**
 * What a removal came to. The default VPC answers an unknown permission with success and a list (EC2 API,
 * UnknownIpPermissions).
 */
export function parseRevoked(
  { RevokedSecurityGroupRules, UnknownIpPermissions }: RevokeSecurityGroupIngressCommandOutput,
  requested: readonly IngressRule[],
): Omit<RevokeResult, 'responseLost' | 'confirmedByRead'> {
  const reported = (RevokedSecurityGroupRules ?? []).map(parseRuleOrNull);
  const parsed = reported.filter((rule) => rule !== null);
  if (reported.length > 0 && (parsed.length === reported.length || requested.length === 0))
    return { matched: true, removed: parsed, reportedByAws: true };
  const unknown = (UnknownIpPermissions ?? []).flatMap(fromIpPermission);
  const unknownKeys = new Set(unknown.map(ruleKey));
  const removed = requested.filter((rule) => !unknownKeys.has(ruleKey(rule)));
  // The rules to remove were named by their properties, so these are known even where AWS's list cannot be read.
  if (reported.length > 0) return { matched: true, removed, reportedByAws: true };
  const matched = removed.length > 0 || (requested.length === 0 && unknown.length === 0);
  return { matched, removed, reportedByAws: unknown.length > 0 };
}

/** A rule in the answer to a change. Where it cannot be read, the change was made all the same. */
function parseRuleOrNull(wire: Parameters<typeof fromSecurityGroupRule>[0]): IngressRule | null {
  try {
    return fromSecurityGroupRule(wire);
  } catch {
    return null;
  }
}

/** Where the answer to a change cannot be read, the outcome of the change is unknown. */
export function parseChangeAnswer<T>(during: Attempt, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw withUnknownOutcome(toWhitelistError(error), during);
  }
}

function withUnknownOutcome({ code, message, details }: WhitelistError, during: Attempt): WhitelistError {
  const guidance = [checkOutcomeHint(during), ...(details.guidance ?? [])];
  return new WhitelistError(code, message, { ...details, outcome: 'unknown', guidance });
}

/** No documentation says when `return` is false; it is not treated as success. */
export function requireReturnTrue(
  { Return }: { readonly Return?: boolean | undefined },
  during: Attempt,
): void {
  if (Return !== false) return;
  throw withUnknownOutcome(unexpectedResponse(`${during.action} with return=false`), during);
}
