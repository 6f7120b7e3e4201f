import { z } from 'zod';

const NOT_YET = 'Not used by this version.';

/** Parts of the file that a version to come will use: known by name, so that a file can be shared between versions. */
export const reservedSections = {
  audit: z
    .looseObject({ file: z.string().optional().describe(`Where it is written. ${NOT_YET}`) })
    .optional()
    .describe(`The log of changes. ${NOT_YET}`),
};
