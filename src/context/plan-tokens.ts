import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { formatCanonicalPlan, type PlannedChange } from '#core/approval/planned-change.ts';

/** How long a plan that was shown, or approved, may be carried out: milliseconds. */
export const PLAN_LIFETIME_MS = 900_000;

/** What a token proves: that a plan was shown, or that a person was asked about it. One never stands for the other. */
export type TokenKind = 'plan' | 'consent';

/**
 * Tokens that prove that a plan is the one that was shown: signed with a key of this process, for one plan and
 * identity, once.
 */
export interface PlanTokens {
  /** Stands for the plan; it tells nothing of it. */
  digest(plan: PlannedChange): string;
  mint(kind: TokenKind, plan: PlannedChange): string;
  /** Whether the token is good for this plan, and for no other. */
  isValid(kind: TokenKind, token: string, plan: PlannedChange): boolean;
  /** The same, once: it is used up with that. */
  redeem(kind: TokenKind, token: string, plan: PlannedChange): boolean;
}

const TOKEN_PATTERN = /^([\w-]{43})\.(\d{10,16})\.([\w-]{22})\.([\w-]{43})$/;

export function createPlanTokens(now: () => Date): PlanTokens {
  const key = randomBytes(32);
  const used = new Map<string, number>();
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const digest = (plan: PlannedChange) => sign(`digest ${formatCanonicalPlan(plan)}`);
  const verify = (kind: TokenKind, token: string, plan: PlannedChange) => {
    const [, shown, until, nonce, signature] = TOKEN_PATTERN.exec(token) ?? [];
    if (!shown || !until || !nonce || !signature) return null;
    if (!isSameText(signature, sign(`${kind} ${shown}.${until}.${nonce}`))) return null;
    const end = Number(until);
    const time = now().getTime();
    for (const [old, ended] of used) if (ended <= time) used.delete(old);
    return end > time && !used.has(nonce) && isSameText(shown, digest(plan)) ? { nonce, end } : null;
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
      const good = verify(kind, token, plan);
      if (good === null) return false;
      used.set(good.nonce, good.end);
      return true;
    },
  };
}

function isSameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
