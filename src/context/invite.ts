import type { ErrorReport, Wanted } from '../core/errors.ts';

/** Sends a person to the page while their call waits. */
export interface Invite {
  /** How long the call waits in all: milliseconds. */
  readonly limit: number;
  /**
   * Null: this client has no way to ask for this.
   *
   * @param asked - The error that is answered where they do not come, with the page's address.
   */
  send(asked: ErrorReport, wanted: Wanted): Invitation | null;
}

export interface Invitation {
  /** Ends where the person will not come; with the reason `declined` where they said so themselves. */
  readonly refused: AbortSignal;
  /** Ends where the person approved what was asked without the page. */
  readonly approved: AbortSignal;
  /** The call waits no longer. */
  end(why: 'answered' | 'over'): void;
}
