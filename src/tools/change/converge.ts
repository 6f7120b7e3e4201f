import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';

/** A change of one group that EC2 may write over: there are no transactions over rules, and the last write stays. */
export interface Convergence<Plan> {
  /** Whether a plan leaves nothing to do. */
  readonly isDone: (plan: Plan) => boolean;
  /** Sends what the plan says and records what became of it. `settled`: no read is owed. */
  readonly write: (plan: Plan) => Promise<'settled' | 'recheck'>;
  /** Reads the group again and plans what is left. */
  readonly replan: (last: Plan) => Promise<Plan>;
  /** How many plans are written at most, the first among them. */
  readonly maxWrites: number;
  /** Whether a plan does more than was judged and approved; it is not written then. Default: no. */
  readonly exceeds?: (plan: Plan) => boolean;
  /** Planning or writing threw. Nothing more is sent. */
  readonly onFailure: (error: WhitelistError, at: FailurePoint, last: Plan) => void;
  /** Others keep changing the same rules. Nothing more is sent. */
  readonly onContention: (left: Plan) => void;
}

/** Where it failed. */
export interface FailurePoint {
  readonly during: 'write' | 'read';
  /** How many writes had been answered before. */
  readonly writes: number;
}

/**
 * Writes, reads back and plans again, until nothing is left to do or somebody else keeps it from that.
 *
 * @param isStale - The first plan is made anew before it is written. Default: no.
 * @returns the plan that was made last
 */
export async function converge<Plan>(
  first: Plan,
  change: Convergence<Plan>,
  { isStale = false }: { readonly isStale?: boolean } = {},
): Promise<Plan> {
  let plan = first;
  let at: FailurePoint = { during: 'read', writes: 0 };
  try {
    if (isStale) plan = await change.replan(plan);
    for (let writes = 0; !change.isDone(plan); writes++) {
      if (writes === change.maxWrites || change.exceeds?.(plan)) {
        change.onContention(plan);
        return plan;
      }
      at = { during: 'write', writes };
      if ((await change.write(plan)) === 'settled') return plan;
      at = { during: 'read', writes: writes + 1 };
      plan = await change.replan(plan);
    }
  } catch (thrown) {
    change.onFailure(toWhitelistError(thrown), at, plan);
  }
  return plan;
}
