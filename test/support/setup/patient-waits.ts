import { vi } from 'vitest';

/** Milliseconds; Vitest's own default, one second, is too short for a busy machine. */
const PATIENCE_MS = 30_000;

const { waitFor } = vi;

/** Of an earlier test file in the same process. */
const isPatient = Object.hasOwn(waitFor, 'isPatient');

if (!isPatient) {
  const waitPatiently: typeof waitFor = (condition, options = {}) =>
    waitFor(condition, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options });
  vi.waitFor = Object.assign(waitPatiently, { isPatient: true });
}
