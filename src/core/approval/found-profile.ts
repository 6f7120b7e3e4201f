/** An AWS profile found on this machine, to choose from. */
export interface FoundProfile {
  readonly name: string;
  /** How it gets its credentials, for people: "IAM Identity Center", "access key", "role". */
  readonly kind: string;
}
