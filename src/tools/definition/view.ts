/** A tool's answer laid out for people; each face (chat text, terminal) prints it its own way. */
export interface View {
  /** One sentence: what happened. */
  readonly headline: string;
  readonly table?: Table;
  /** Said once, after the table. */
  readonly notes: readonly string[];
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of text that strangers may have written; a face that a model reads marks it as quoted. */
  readonly quoted: readonly string[];
}
