/** What one source said of the caller's address in one family. */
export interface SourceAnswer {
  /** The source's host, fit to be shown. */
  readonly source: string;
  readonly family: 4 | 6;
  /** Canonical text of a public address of this family; null where the source told none. */
  readonly address: string | null;
  /** Why there is none, as in "checkip.amazonaws.com: …"; null where there is one. */
  readonly why: string | null;
}
