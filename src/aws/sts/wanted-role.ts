/** A role as somebody's settings ask for it. */
export interface WantedRole {
  readonly arn: string;
  readonly externalId?: string | null | undefined;
  readonly mfaSerial?: string | null | undefined;
  /** Seconds. Default: AWS's, one hour. */
  readonly durationSeconds?: number | null | undefined;
  readonly sourceIdentity?: string | null | undefined;
  /** Default: the program's. */
  readonly sessionName?: string | undefined;
  /** ARNs of the roles that its session may have to assume in turn. Default: none. */
  readonly next?: readonly string[] | undefined;
}
