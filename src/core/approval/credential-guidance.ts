import type { FoundProfile } from './questions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** Most profiles that are named in a sentence. */
const MAX_NAMED_PROFILES = 8;

const SIGN_IN = 'sign in on this machine (`aws sso login` or `aws login`)';

export interface PromptOptions {
  /** AWS profiles of this machine. */
  readonly profiles: readonly FoundProfile[];
  /** The page where a person can give credentials; null where there is none. */
  readonly link: string | null;
  /** Whether the person has to say the region too. */
  readonly regionNeeded: boolean;
}

/** The ways to give credentials, safest first, in words with which an assistant can ask. */
export function describeChatOptions({ profiles, link, regionNeeded }: PromptOptions): string[] {
  const profile =
    profiles.length === 0
      ? `the user can ${SIGN_IN}; then repeat the call, with \`profile\` where it is not the default one.`
      : `ask the user which profile of this machine to use, and repeat the call with \`profile\`: ${listProfiles(profiles)}. They may have to ${SIGN_IN} first.`;
  const page = `Or ask the user to open this page of awswhitelist on their machine, and to choose a profile or enter keys there; nothing of it passes through the chat. Once they have confirmed, repeat this very call: ${link}`;
  const keys = ['AWS Access Key ID', 'AWS Secret Access Key', ...(regionNeeded ? ['AWS Region'] : [])];
  return [
    `Safest: ${profile}`,
    ...(link === null ? [] : [page]),
    'Or the user names a profile once and for all: credential_profiles in the config file, or AWS_PROFILE in the settings of this server.',
    `Or ask in the chat, where keys stay readable: "I'll need your AWS credentials to proceed. Please provide: ${keys.join(', ')}${regionNeeded ? ' (e.g., us-east-1)' : ''}; if you can, temporary ones with their Session Token (\`aws sts get-session-token\`)." Then repeat the call with \`credentials\`: they are used for it alone and kept nowhere.`,
  ];
}

/** The same for whoever runs a command. */
export function describeTerminalOptions(profiles: readonly FoundProfile[]): string[] {
  const found = profiles.length === 0 ? '' : ` Found on this machine: ${listProfiles(profiles)}.`;
  return [
    `Safest: ${SIGN_IN}, then run the command again, with --profile NAME where it is not the default one.${found}`,
    'Or name a profile once and for all: credential_profiles in the config file, or AWS_PROFILE.',
    'Or, for development only, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ];
}

function listProfiles(profiles: readonly FoundProfile[]): string {
  const names = profiles
    .slice(0, MAX_NAMED_PROFILES)
    .map(({ name, kind }) => `${escapeUnprintable(name, 60)} (${kind})`);
  return `${names.join(', ')}${profiles.length > MAX_NAMED_PROFILES ? ` and ${profiles.length - MAX_NAMED_PROFILES} more` : ''}`;
}

/** How the code of an MFA device is given, in words with which an assistant can ask. */
export function describeCodePrompt(serial: string, link: string): string[] {
  return [
    `Ask the user to open this page of awswhitelist on their machine, and to enter the code that their device ${escapeUnprintable(serial, 200)} shows. Once they have, repeat this very call: ${link}`,
    'Do not ask for the code in the chat: no argument takes it. The session that it opens serves later calls too.',
  ];
}

/** How a change is approved through a chat that cannot ask by itself. */
export function describeApprovalPrompt(link: string): string[] {
  return [
    `Ask the person to look at the change on this page of this program on this machine and to approve it there, then repeat the same call: ${link}`,
    'The approval holds for exactly this change, once, for fifteen minutes. Nothing that is said in the chat stands in for it.',
  ];
}
