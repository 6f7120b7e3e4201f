import { KEYS, type CanaryKey } from '#test/support/canary/secrets.ts';
import { formatKeySection } from '#test/support/credentials/shared-files.ts';

/** A section of ~/.aws/credentials. */
export const named = (name: string, key: CanaryKey) => formatKeySection(name, { name, arn: '', ...key });

/** The variables of the environment. */
export const variables = ({ accessKeyId, secretAccessKey, sessionToken }: CanaryKey) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
});

/** The argument of the tools. */
export const argument = ({ accessKeyId, secretAccessKey, sessionToken }: CanaryKey) => ({
  access_key_id: accessKeyId,
  secret_access_key: secretAccessKey,
  ...(sessionToken !== undefined && { session_token: sessionToken }),
});

/** Keys for everything that is about something else. */
export const env = variables(KEYS.environment);
