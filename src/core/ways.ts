import type { FoundProfile } from './found-profile.ts';
import { visible } from './visible.ts';

/** Most profiles that are named in a sentence. */
const NAMED = 8;

export interface Ways {
  /** AWS profiles of this machine. */
  readonly profiles: readonly FoundProfile[];
  /** The page where a person can give credentials; null where there is none. */
  readonly link: string | null;
  /** Whether the person has to say the region too. */
  readonly regionNeeded: boolean;
}

/** The ways to give credentials, safest first, in words with which an assistant can ask. */
export function waysToGiveCredentials({ profiles, link, regionNeeded }: Ways): string[] {
  const page =
    'Or open this page of this program on this machine, choose a profile or enter keys there, then repeat the same call; nothing secret passes through the chat:';
  return [
    `Safest: sign in on this machine (\`aws sso login\` or \`aws login\`), then name the profile: \`profile\` in the call, AWS_PROFILE, or credential_profiles in the config file.${found(profiles)}`,
    ...(link === null ? [] : [`${page} ${link}`]),
    'Or, for development only, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of the server: they are kept in plain text there.',
    `Or ask the person: "I need your AWS credentials to proceed. Please provide the AWS Access Key ID, the AWS Secret Access Key${regionNeeded ? ' and the AWS Region (e.g. us-east-1)' : ''}; temporary ones (\`aws sts get-session-token\`) are better, with their Session Token." Then repeat the call with \`credentials\`: they are used for that one call and kept nowhere.`,
  ];
}

function found(profiles: readonly FoundProfile[]): string {
  if (profiles.length === 0) return '';
  const names = profiles.slice(0, NAMED).map(({ name, kind }) => `${visible(name, 60)} (${kind})`);
  const more = profiles.length > NAMED ? ` and ${profiles.length - NAMED} more` : '';
  return ` Found on this machine: ${names.join(', ')}${more}.`;
}
