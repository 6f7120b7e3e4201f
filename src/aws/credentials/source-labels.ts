/** The SDK's marks for where credentials came from (`$source`), and what they are called here. */
const WORDS: readonly (readonly [mark: string, words: string])[] = [
  ['CREDENTIALS_ENV_VARS', 'environment variables'],
  ['CREDENTIALS_PROFILE_SSO', 'IAM Identity Center'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'IAM Identity Center'],
  ['CREDENTIALS_PROFILE_LOGIN', 'aws login'],
  ['CREDENTIALS_PROFILE_PROCESS', 'credential_process'],
  ['CREDENTIALS_PROCESS', 'credential_process'],
  ['CREDENTIALS_HTTP', 'the container endpoint'],
  ['CREDENTIALS_IMDS', 'EC2 instance metadata'],
  ['CREDENTIALS_PROFILE', 'shared files'],
];

/** How the SDK found them, in words for people; null where it does not tell. */
export function wordsForSource(credentials: object): string | null {
  const marks = '$source' in credentials && credentials.$source instanceof Object ? credentials.$source : {};
  return WORDS.find(([mark]) => mark in marks)?.[1] ?? null;
}
