import type { InlineCredentials } from '#core/iam/credentials.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { ChangeSummary } from './approval.ts';

/** What a person gives where no credentials were found. */
export type GivenAccess =
  | { readonly kind: 'profile'; readonly profile: string; readonly region: Region | null }
  | { readonly kind: 'keys'; readonly credentials: InlineCredentials };

/** The waiting call, as the person is shown it: an assistant wrote it, so it is a stranger's text. */
export interface WaitingCall {
  readonly tool: string;
  /** Names and values of its arguments; never a credential. */
  readonly arguments: readonly (readonly [name: string, value: string])[];
}

/** Whose credentials AWS says they are, for the person to confirm. */
export interface VerifiedIdentity {
  readonly account: string;
  readonly arn: string;
}

/** No credentials were found: a profile or keys are asked for. */
export interface CredentialsQuestion {
  readonly kind: 'credentials';
  readonly call: WaitingCall;
  readonly profiles: readonly FoundProfile[];
  /** No region is configured, so it has to be given too. */
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

/** The answer to a question; `opened`: the code was right, and the session is open. */
export type Answer =
  | { readonly kind: 'given'; readonly access: GivenAccess }
  | { readonly kind: 'opened' }
  /** Until when it may be used, in milliseconds since 1970: passing it on does not extend it. */
  | { readonly kind: 'approved'; readonly plan: string; readonly until: number }
  | { readonly kind: 'declined' };

/** Asks a person, once, through a page of their own browser; see src/asking. */
export interface PromptServer {
  /**
   * Puts the question on the page, which is opened with the first question and shared by all that wait. A second
   * question for the same call replaces the first.
   *
   * @param call - Digest of the call's tool and arguments.
   * @returns the page's address
   */
  ask(call: string, question: Question): Promise<string>;
  /** The answer to the call's question, given out once. Null: none yet, or taken or expired. */
  takeAnswer(call: string): Answer | null;
  /** Resolves with true once there is an answer to take, with false when the time limit, the signal or the page ends first. */
  waitForAnswer(call: string, limitMs: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** An AWS profile found on this machine, to choose from. */
export interface FoundProfile {
  readonly name: string;
  /** How it gets its credentials, for people: "IAM Identity Center", "access key", "role". */
  readonly kind: string;
}
