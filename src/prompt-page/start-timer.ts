/** Unreferenced: what somebody may still answer keeps no process alive. */
export const startTimer = (run: () => void, milliseconds: number): NodeJS.Timeout =>
  setTimeout(run, milliseconds).unref();
