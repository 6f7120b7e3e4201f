import { isSameCidr, type Cidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Protocol } from '#core/network/protocol.ts';

/** The difference between what is and what is wanted. */
export interface Plan {
  readonly authorize: readonly IngressRule[];
  readonly revoke: readonly IngressRule[];
  readonly unchanged: readonly IngressRule[];
}

export interface RemoveSelector {
  /** Exactly this block: a wider or narrower one is another rule. */
  readonly cidr: Cidr;
  /** Undefined: every protocol. */
  readonly protocol?: Protocol;
}

/** Takes every rule of exactly one address, whatever its ports and description. */
export function planRemove(existing: readonly IngressRule[], selector: RemoveSelector): Plan {
  const selected = (rule: IngressRule) =>
    rule.source.kind === 'cidr' &&
    isSameCidr(rule.source.cidr, selector.cidr) &&
    (selector.protocol === undefined || rule.traffic.protocol === selector.protocol);
  return {
    authorize: [],
    revoke: existing.filter(selected),
    unchanged: existing.filter((rule) => !selected(rule)),
  };
}
