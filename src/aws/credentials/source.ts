import type { Connections } from '#aws/http/connections.ts';
import type { Found } from '#aws/sts/credentials.ts';
import type { SessionOpener } from '#aws/sts/session-opener.ts';

/** Where the credentials of a call come from; it names, and never holds, what is secret. */
export interface CredentialSource {
  /** For people: "the call", "AWS profile dev (AWS_PROFILE)". */
  readonly label: string;
  /** The AWS profile, where it is one; its `region` and `endpoint_url` then count too. */
  readonly awsProfile: string | null;
  /** What is worth saying of the choice, without looking at what it gives. */
  readonly warnings: readonly string[];
  /** Read afresh at each use: whoever has just signed in need not restart anything. */
  resolve(tools: SourceTools): Promise<Found>;
}

export interface SourceTools {
  readonly requestHandler: Connections['requestHandler'];
  /** Opens the sessions that a source is made of: roles in shared files, and in entries of the config file. */
  readonly opener: SessionOpener;
  /** ARNs of the roles that may have to be assumed with what the source gives. */
  readonly next: readonly string[];
}
