/** The answers to the members of one array, which go out together. */
export interface Batch {
  answer(message: object): void;
  /** One member less to wait for: a cancelled request has no answer. */
  forget(): void;
}

/**
 * @param expected - How many answers to wait for; at least 1.
 * @param write - Called once with all of them, or not at all if every one was forgotten.
 */
export function createBatch(expected: number, write: (answers: readonly object[]) => void): Batch {
  const answers: object[] = [];
  let open = expected;
  const settle = () => {
    open -= 1;
    if (open === 0 && answers.length > 0) write(answers);
  };
  return {
    answer(message) {
      answers.push(message);
      settle();
    },
    forget: settle,
  };
}
