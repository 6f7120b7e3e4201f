import type { State } from './state.ts';

/** Where the sandbox keeps its state between requests. */
export interface Store {
  /** The state as it is now. Not to be modified. */
  read(): Promise<State>;
  /**
   * Applies an edit to a copy and keeps the copy, or, if the edit throws, keeps nothing: a call is all or
   * nothing. Edits follow one another, those of other processes included. `before` is what the copy was made of;
   * it is not to be modified.
   */
  change<T>(edit: (draft: State, before: State) => T): Promise<T>;
  /** Back to the seed. */
  reset(): Promise<void>;
}
