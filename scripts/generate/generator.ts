/** Makes committed files out of something else. A generator only returns texts; who calls it writes or compares. */
export interface Generator {
  readonly name: string;
  /** Files that are all its own (a pattern of paths from the root): one it no longer makes is stale. */
  readonly owns: RegExp;
  /** Path from the root → text, before formatting. */
  make(): Promise<Map<string, string>>;
}
