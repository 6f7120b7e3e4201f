import type { ConfigPlace } from '#config/reading/find-config-file.ts';

/** A machine whose person keeps config files in `/home/jo`, and works there. */
export const CONFIG_PLACE: ConfigPlace = { folder: '/home/jo', cwd: '/home/jo', face: 'server' };

/** What is said of a mistake, without where it stands: `load.mistakes.test.ts` has that. */
export const withoutPlace = (message: string | undefined): string | undefined =>
  message?.replace(/, line \d+, column \d+:/, ':');
