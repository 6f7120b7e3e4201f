/** As `scripts/build/build-id.ts` puts it into each part of the program that is loaded later. */
const OTHER_BUILD = 'AWSWHITELIST_UPDATED';

/** A part of the program that is not there any more, as Node says it. */
const NO_SUCH_PART = 'MODULE_NOT_FOUND';

/** Whether a part of the program could not be loaded because its files are those of another version by now. */
export const isProgramUpdated = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === OTHER_BUILD || error.code === NO_SUCH_PART);

/** For what is done without where it cannot be loaded. @returns null; throws the error where only a restart helps */
export function nullUnlessUpdated(error: unknown): null {
  if (isProgramUpdated(error)) throw error;
  return null;
}
