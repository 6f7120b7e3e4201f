import { findUnfilledLiteral } from '#core/text/unfilled-literal.ts';

/** Profile, region and keys: without them the program looks elsewhere, and asks where nothing else says. */
const VARIABLES = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
];

/**
 * Takes out of the environment what a host should have filled in and did not, so that nothing reads it: the AWS SDK
 * would, by itself.
 *
 * @returns a warning for each
 */
export function dropUnfilledVariables(env: Record<string, string | undefined>): string[] {
  return VARIABLES.flatMap((name) => {
    const literal = findUnfilledLiteral(env[name] ?? '');
    if (literal === null) return [];
    // Set to undefined, it would be a text in process.env.
    Reflect.deleteProperty(env, name);
    return [
      `The host left ${literal} in ${name} unfilled, so ${name} counts as left out. Set it where the host keeps this server's settings, or take it out there.`,
    ];
  });
}
