import { z } from 'zod';

const NOT_YET = 'Not used by this version.';

/** Parts of the file that a version to come will use: known by name, so that a file can be shared between versions. */
export const laterSections = {
  grants: z
    .looseObject({
      holder: z.string().optional().describe(`Whose the rules are. ${NOT_YET}`),
      default_expires_in: z
        .string()
        .optional()
        .describe(
          'How long a rule stays: "2h", "45m", "3d". This version cannot keep it, and changes nothing under it.',
        ),
      sweep_after_change: z
        .boolean()
        .optional()
        .describe(`Remove what has expired after each change. ${NOT_YET}`),
      sweep_groups: z.array(z.string()).optional().describe(`Groups in which to do so. ${NOT_YET}`),
    })
    .optional()
    .describe(`Rules with an end. ${NOT_YET}`),
  audit: z
    .looseObject({ file: z.string().optional().describe(`Where it is written. ${NOT_YET}`) })
    .optional()
    .describe(`The log of changes. ${NOT_YET}`),
};
