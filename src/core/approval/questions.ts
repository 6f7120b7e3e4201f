import type { InlineCredentials } from '#core/iam/credentials.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { ChangeSummary } from './approval.ts';

/** What a person gives in place of credentials that were not found. */
export type GivenAccess =
  | { readonly kind: 'profile'; readonly profile: string; readonly region: Region | null }
  | { readonly kind: 'keys'; readonly credentials: InlineCredentials };

/** The call that waits, as the person is shown it: what an assistant wrote, so a stranger's text. */
export interface WaitingCall {
  readonly tool: string;
  /** Names and values of its arguments; never a credential. */
  readonly arguments: readonly (readonly [name: string, value: string])[];
}

/** Whose credentials they turned out to be, for the person to confirm. */
export interface VerifiedIdentity {
  readonly account: string;
  readonly arn: string;
}

/** No credentials were found: a profile or keys are asked for. */
export interface CredentialsQuestion {
  readonly kind: 'credentials';
  readonly call: WaitingCall;
  readonly profiles: readonly FoundProfile[];
  /** Nothing says in which region to look, so that it has to be given too. */
  readonly regionNeeded: boolean;
  /**
   * Asks AWS whose they are.
   *
   * @throws WhitelistError
   */
  readonly verify: (given: GivenAccess) => Promise<VerifiedIdentity>;
}

/** A session needs a one-time code of an MFA device. */
export interface CodeQuestion {
  readonly kind: 'code';
  readonly call: WaitingCall;
  /** The device: an ARN, or the serial number of a hardware one. */
  readonly serial: string;
  /** What is opened with the code, for people: "role arn:…", "a session of AWS profile dev". */
  readonly opens: string;
  /**
   * Opens the session; the repeated call finds it, so that nothing has to be kept here.
   *
   * @throws WhitelistError
   */
  readonly open: (code: string) => Promise<VerifiedIdentity>;
}

/** A change that a person has to approve before it is made. */
export interface ApprovalQuestion extends ChangeSummary {
  readonly kind: 'approval';
  readonly call: WaitingCall;
}

export type Question = CredentialsQuestion | CodeQuestion | ApprovalQuestion;

/** What became of a question; `opened`: the code was right, and the session is there. */
export type Answer =
  | { readonly kind: 'given'; readonly access: GivenAccess }
  | { readonly kind: 'opened' }
  /** Until when it may be used, in ms since 1970: passing it on makes it no younger. */
  | { readonly kind: 'approved'; readonly plan: string; readonly until: number }
  | { readonly kind: 'declined' };

/** Asks a person, once, through a page of their own browser; see src/asking. */
export interface PromptServer {
  /**
   * Puts the question on the page, which is opened with the first and the same for all that wait. Asked again for
   * the same call, it replaces the earlier one.
   *
   * @param call - Digest of the call's tool and arguments.
   * @returns the page's address
   */
  ask(call: string, question: Question): Promise<string>;
  /** What was answered for the call: told once, then gone. Null: nothing yet, or no longer. */
  takeAnswer(call: string): Answer | null;
  /** Resolves with true once there is something to take, with false when the limit (ms), the signal or the page ends first. */
  waitForAnswer(call: string, limit: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** An AWS profile found on this machine, to choose from. */
export interface FoundProfile {
  readonly name: string;
  /** How it gets its credentials, for people: "IAM Identity Center", "access key", "role". */
  readonly kind: string;
}
