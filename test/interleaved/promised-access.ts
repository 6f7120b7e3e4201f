import {
  grantEndMs,
  lastReadBefore,
  findGrant,
  type AppliedRequest,
  type Rules,
  type RunningCall,
} from './applied-requests.ts';

/** What an answer has promised: this holder is let in until then, whatever others do. */
export interface PromisedAccess {
  readonly rule: string;
  readonly holder: string;
  /** Milliseconds; Infinity: no end. */
  readonly until: number;
}

/**
 * How an access was lost, where losing it is told beforehand:
 *
 * - `window`: by a write whose call had last read the group before the share was written.
 * - `stale`: it was gone when the answer that found it came, since AWS's read was behind.
 * - `gap`: its rule was taken away to be made again, with `allow_gap`, and somebody else was faster, or it failed.
 */
export type Loss = 'window' | 'stale' | 'gap';

const keyOf = ({ rule, holder }: PromisedAccess) => `${holder} at ${rule}`;

const isKept = (rules: Rules, { rule, holder, until }: PromisedAccess): boolean => {
  const share = findGrant(rules, rule, holder);
  return share !== null && grantEndMs(share) >= until;
};

const text = ({ rule, holder, until }: PromisedAccess) =>
  `${holder} until ${until === Infinity ? 'for ever' : new Date(until).toISOString()} at ${rule}`;

/** Whose access has to be there, and how it may have been lost. */
export class AccessTracker {
  readonly losses: { readonly how: Loss; readonly claim: PromisedAccess }[] = [];
  readonly #claims = new Map<string, PromisedAccess>();
  /** Lost while their rule is made again, by the call that does so. */
  readonly #inGap = new Map<string, { readonly claim: PromisedAccess; readonly by: number }>();
  readonly #moves: readonly AppliedRequest[];

  /** @param moves - Of all clients, in their order; the newest is told of by `moved`. */
  constructor(moves: readonly AppliedRequest[], first: readonly PromisedAccess[]) {
    this.#moves = moves;
    for (const claim of first) this.#claims.set(keyOf(claim), claim);
  }

  open(): readonly PromisedAccess[] {
    return [...this.#claims.values()];
  }

  /** What its holder gives up is nobody's promise any longer, from the moment that they ask for it. */
  release(holder: string, isMeant: (rule: string) => boolean): void {
    for (const [key, claim] of this.#claims)
      if (claim.holder === holder && isMeant(claim.rule)) this.#claims.delete(key);
    for (const [key, { claim }] of this.#inGap)
      if (claim.holder === holder && isMeant(claim.rule)) this.#inGap.delete(key);
  }

  /** @throws Error where an access is lost that may not be */
  observeRequest(move: AppliedRequest): void {
    for (const [key, claim] of this.#claims) {
      if (claim.until <= move.at) this.#claims.delete(key);
      else if (!isKept(move.after, claim)) {
        this.#claims.delete(key);
        this.#lost(claim, move);
      }
    }
  }

  /** @throws Error where it says what is not so */
  observeAnswer(
    by: RunningCall,
    granted: readonly PromisedAccess[],
    now: Rules,
    at: number,
    hasFailed: boolean,
  ): void {
    for (const [key, { claim, by: id }] of this.#inGap) {
      if (id !== by.id) continue;
      this.#inGap.delete(key);
      if (claim.until <= at) continue;
      if (isKept(now, claim)) this.#claims.set(key, claim);
      else if (hasFailed || this.#isWrittenByOthers(claim, by)) this.#lose('gap', claim);
      else throw new Error(`${text(claim)} did not come back with its rule.`);
    }
    for (const claim of granted) {
      if (claim.until <= at) continue;
      if (isKept(now, claim)) this.#claims.set(keyOf(claim), claim);
      else this.#missing(claim, by);
    }
  }

  #lost(claim: PromisedAccess, move: AppliedRequest): void {
    const known = lastReadBefore(this.#moves, move);
    if (known?.shown && !isKept(known.shown, claim)) return this.#lose('window', claim);
    if (move.by.args['allow_gap'] === true && move.action === 'RevokeSecurityGroupIngress') {
      this.#inGap.set(keyOf(claim), { claim, by: move.by.id });
      return;
    }
    throw new Error(`${text(claim)} was lost, and ${move.by.client} knew of it.`);
  }

  /** Granted, and not there when the answer comes. */
  #missing(claim: PromisedAccess, by: RunningCall): void {
    const own = this.#moves.filter((one) => one.by.id === by.id);
    const first = this.#moves.findIndex((one) => one.by.id === by.id);
    const at = this.#moves.findLastIndex(
      (one, i) => i > first && isKept(one.before, claim) && !isKept(one.after, claim),
    );
    const taken = this.#moves[at];
    if (taken) {
      const known = lastReadBefore(this.#moves.slice(0, at + 1), taken);
      if (known?.shown && !isKept(known.shown, claim)) return this.#lose('window', claim);
      if (taken.by.args['allow_gap'] === true) return this.#lose('gap', claim);
      throw new Error(`${text(claim)} was lost before its answer came, and ${taken.by.client} knew of it.`);
    }
    if (own.some((one) => one.isStale && one.shown && isKept(one.shown, claim)))
      return this.#lose('stale', claim);
    throw new Error(`${text(claim)} was granted by an answer, and was never there.`);
  }

  #isWrittenByOthers({ rule }: PromisedAccess, by: RunningCall): boolean {
    const first = this.#moves.findIndex((one) => one.by.id === by.id);
    return this.#moves
      .slice(first)
      .some((one) => one.by.id !== by.id && one.before.get(rule) !== one.after.get(rule));
  }

  #lose(how: Loss, claim: PromisedAccess): void {
    this.losses.push({ how, claim });
  }
}
