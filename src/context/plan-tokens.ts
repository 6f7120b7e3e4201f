import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { formatCanonicalPlan, type PlannedChange } from '#core/approval/planned-change.ts';
import { ExpiringMap } from '#core/expiring-map.ts';

/** How long a plan that was shown, or approved, may be carried out. */
export const PLAN_LIFETIME_MS = 900_000;

/** What a token proves: that a plan was shown, or that a person was asked about it. One never stands for the other. */
export type TokenKind = 'plan' | 'consent';

/**
 * Tokens that prove that a plan is the one that was shown: signed with a key of this process, for one plan and
 * identity, once.
 */
export interface PlanTokens {
  /** Identifies the plan without revealing anything of it. */
  digest(plan: PlannedChange): string;
  mint(kind: TokenKind, plan: PlannedChange): string;
  /** Whether the token is good for this plan, and for no other. */
  isValid(kind: TokenKind, token: string, plan: PlannedChange): boolean;
  /** The same, but only once: the token is used up. */
  redeem(kind: TokenKind, token: string, plan: PlannedChange): boolean;
}

const TOKEN_PATTERN = /^([\w-]{43})\.(\d{10,16})\.([\w-]{22})\.([\w-]{43})$/;

export function createPlanTokens(now: () => Date): PlanTokens {
  const key = randomBytes(32);
  /** Nonces of redeemed tokens, until the tokens would have expired anyway. */
  const used = new ExpiringMap<true>({ lifetime: PLAN_LIFETIME_MS, now });
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const digest = (plan: PlannedChange) => sign(`digest ${formatCanonicalPlan(plan)}`);
  const verify = (kind: TokenKind, token: string, plan: PlannedChange) => {
    const [, shown, until, nonce, signature] = TOKEN_PATTERN.exec(token) ?? [];
    if (!shown || !until || !nonce || !signature) return null;
    if (!isSameText(signature, sign(`${kind} ${shown}.${until}.${nonce}`))) return null;
    const end = Number(until);
    const counts = end > now().getTime() && used.get(nonce) === null;
    return counts && isSameText(shown, digest(plan)) ? { nonce, end } : null;
  };
  return {
    digest,
    mint(kind, plan) {
      const body = [
        digest(plan),
        String(now().getTime() + PLAN_LIFETIME_MS),
        randomBytes(16).toString('base64url'),
      ].join('.');
      return `${body}.${sign(`${kind} ${body}`)}`;
    },
    isValid: (kind, token, plan) => verify(kind, token, plan) !== null,
    redeem(kind, token, plan) {
      const valid = verify(kind, token, plan);
      if (valid === null) return false;
      used.set(valid.nonce, true, valid.end);
      return true;
    },
  };
}

function isSameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
