import { WhitelistError } from '#core/errors/errors.ts';
import type { AwsCredentials } from '#aws/sts/credentials.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The value of a variable that holds one word: line breaks and blanks around it are left out, as they come with files of
 * CR LF and pasted text.
 *
 * @throws WhitelistError `invalid_input` for a line break, or another control character, within; the value is not shown
 */
export function readVariable(name: string, env: Env = process.env): string | undefined {
  const value = env[name]?.trim();
  if (!value) return undefined;
  if (!/\p{Cc}/u.test(value)) return value;
  const what = /[\r\n]/.test(value) ? 'a line break' : 'a control character';
  throw new WhitelistError('invalid_input', `Invalid environment: ${name} has ${what} in it.`, {
    guidance: [`Set ${name} again, as one line without control characters.`],
  });
}

/**
 * The keys of the environment. Null: there is no pair of them.
 *
 * @throws WhitelistError `invalid_input`, as `readVariable`
 */
export function readEnvironmentKeys(env: Env = process.env): AwsCredentials | null {
  const accessKeyId = readVariable('AWS_ACCESS_KEY_ID', env);
  const secretAccessKey = readVariable('AWS_SECRET_ACCESS_KEY', env);
  if (accessKeyId === undefined || secretAccessKey === undefined) return null;
  const sessionToken = readVariable('AWS_SESSION_TOKEN', env);
  const expires = readVariable('AWS_CREDENTIAL_EXPIRATION', env);
  const expiration = expires === undefined ? undefined : new Date(expires);
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expiration && !Number.isNaN(expiration.getTime()) && { expiration }),
  };
}
