import type { Answer, GivenAccess, VerifiedIdentity } from '#core/approval/questions.ts';
import type { PersonRequest } from '#core/approval/needs-person-error.ts';
import type { ErrorReport, WhitelistError } from '#core/errors/errors.ts';

/** What a question needs of AWS while nobody waits for its call: whose an answer is, is found out at once. */
export interface Proving {
  readonly verify: (given: GivenAccess) => Promise<VerifiedIdentity>;
  /** @param base - What the person had given before; null: nothing was needed of them but the code. */
  readonly open: (code: string, base: GivenAccess | null) => Promise<VerifiedIdentity>;
}

/** Sends a person to the page while their call waits. */
export interface Invite {
  /** How long the call waits in all: milliseconds. */
  readonly limit: number;
  /**
   * Null: this client has no way to ask for this.
   *
   * @param asked - The error that is answered where they do not come, with the page's address.
   */
  send(asked: ErrorReport, request: PersonRequest): Invitation | null;
}

export interface Invitation {
  /** Ends where the person will not come; with the reason `declined` where they said so themselves. */
  readonly refused: AbortSignal;
  /** Ends where the person approved what was asked without the page. */
  readonly approved: AbortSignal;
  /** The call waits no longer. */
  end(why: 'answered' | 'over'): void;
}

export interface Waiting {
  readonly signal: AbortSignal;
  readonly invite: Invite | null;
  /** How much of the invite's limit is left: milliseconds. */
  readonly limit: number;
  /** What the person had given already, and still counts once the question is answered. */
  readonly base: GivenAccess | null;
}

/**
 * The way from one call to the person and back, for that call's life. What throws, throws `declined` where the person
 * said no.
 */
export interface PersonOf {
  /** What was given for this call since it was last made; told once. */
  earlier(): GivenAccess | null;
  /**
   * Asks for what the error says is wanted.
   *
   * @returns what the call goes on with
   * @throws WhitelistError the same, with the page's address where there is one, for the call to be repeated
   */
  ask(error: WhitelistError, proving: Proving, waiting: Waiting): Promise<GivenAccess | null>;
  /** Waits for the answer to what was asked for this call before. Null: none came, or nothing was asked. */
  answered(limit: number, signal: AbortSignal): Promise<Answer['kind'] | null>;
  /** Forgets what was given: the person said no elsewhere. */
  forget(): void;
}
