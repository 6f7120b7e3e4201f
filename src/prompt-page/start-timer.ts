/** Unreferenced: a question that somebody may still answer does not keep the process alive. */
export const startTimer = (run: () => void, milliseconds: number): NodeJS.Timeout =>
  setTimeout(run, milliseconds).unref();
