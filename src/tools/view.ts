/** A tool's answer laid out for people; each face (chat text, terminal) prints it its own way. */
export interface View {
  /** One sentence: what happened. */
  readonly headline: string;
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Said once, after the table. */
  readonly notes: readonly string[];
}
