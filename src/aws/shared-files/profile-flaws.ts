import { closestMatch } from '#core/text/did-you-mean.ts';
import { describeMissingProfile, describeMisnamedSection } from './find-profile.ts';
import { readProfileChain } from './profile-chain.ts';
import { listProfileKinds, type ProfileKind } from './profile-kinds.ts';
import { type AwsProfile, type SharedFiles, showProfile } from './shared-files.ts';

/** What keeps a profile from giving credentials, whoever it asks. */
export interface ProfileFlaw {
  /** A clause: what is missing, and where. */
  readonly text: string;
  readonly guidance: readonly string[];
}

const CREDENTIAL_SOURCES = ['Ec2InstanceMetadata', 'EcsContainer', 'Environment'];

/**
 * What is missing or wrong in the settings of a profile that is there, or of those that it leads through. Null: nothing,
 * as far as the files tell.
 */
export function findFlaw(name: string, files: SharedFiles): ProfileFlaw | null {
  const chain = readProfileChain(name, files);
  const last = chain.length - 1;
  for (const [at, profile] of chain.entries()) {
    const kind = chain.length > 1 && at === last ? sourceKindOf(profile) : listProfileKinds(profile)[0];
    const flaw = kind === undefined ? lackFlaw(profile, chain[at - 1]) : FLAWS[kind](profile, files, chain);
    if (flaw) return flaw;
  }
  return null;
}

/**
 * Whether a profile may give credentials, as far as the files tell.
 *
 * @param name - Null: the one called `default`, which may also be absent, or there for its region alone.
 */
export function isUsable(name: string | null, files: SharedFiles): boolean {
  const profile = files.profiles.get(name ?? 'default');
  if (name === null && (!profile || listProfileKinds(profile).length === 0)) return true;
  return profile !== undefined && findFlaw(profile.name, files) === null;
}

/** A source with keys gives those, whatever role it could assume. */
function sourceKindOf(profile: AwsProfile): ProfileKind | undefined {
  const kinds = listProfileKinds(profile);
  return profile.values.has('aws_access_key_id')
    ? (kinds.find((kind) => kind !== 'role') ?? 'keys')
    : kinds[0];
}

const nameOf = ({ name }: AwsProfile) => `the AWS profile ${showProfile(name)}`;

const isMissing = ({ values }: AwsProfile, key: string) => !values.get(key);

/** The key, whether it is empty or not there at all, and where that is. */
function lacking(profile: AwsProfile, key: string): string {
  const fact = profile.values.has(key) ? `is empty (${profile.whereIs(key)})` : 'is missing';
  return `\`${key}\` of ${nameOf(profile)} ${fact}`;
}

function firstLacking(profile: AwsProfile, keys: readonly string[], guidance: string): ProfileFlaw | null {
  const key = keys.find((one) => isMissing(profile, one));
  return key === undefined ? null : { text: lacking(profile, key), guidance: [guidance] };
}

function lackFlaw(profile: AwsProfile, parent: AwsProfile | undefined): ProfileFlaw {
  const what = 'neither keys, a sign-in, a role nor a credential_process';
  return parent
    ? {
        text: `${nameOf(parent)} takes its credentials from ${showProfile(profile.name)} (source_profile, ${parent.whereIs('source_profile')}), which has ${what}`,
        guidance: [`Give ${nameOf(profile)} credentials, or name another one as source_profile.`],
      }
    : {
        text: `${nameOf(profile)} has ${what}`,
        guidance: [
          `Give it credentials (\`aws configure --profile ${showProfile(profile.name)}\`), or name another profile.`,
        ],
      };
}

type FindFlaw = (profile: AwsProfile, files: SharedFiles, chain: readonly AwsProfile[]) => ProfileFlaw | null;

const FLAWS: Readonly<Record<ProfileKind, FindFlaw>> = {
  role: findRoleFlaw,
  'web-identity': (profile) =>
    firstLacking(
      profile,
      ['role_arn', 'web_identity_token_file'],
      'A token file opens a session of a role: both role_arn and web_identity_token_file are needed.',
    ),
  keys: (profile) =>
    firstLacking(
      profile,
      ['aws_access_key_id', 'aws_secret_access_key'],
      'Write both parts of the access key into the same section, or remove what is there of it.',
    ),
  sso: findSsoFlaw,
  login: (profile) => firstLacking(profile, ['login_session'], `Run \`aws login\` for the profile again.`),
  process: (profile) =>
    firstLacking(profile, ['credential_process'], 'Name the program, or remove the line.'),
};

function findRoleFlaw(
  profile: AwsProfile,
  files: SharedFiles,
  chain: readonly AwsProfile[],
): ProfileFlaw | null {
  const { values } = profile;
  const source = values.get('source_profile') || undefined;
  const from = values.get('credential_source') || undefined;
  if (isMissing(profile, 'role_arn'))
    return { text: lacking(profile, 'role_arn'), guidance: ['Name the role, or remove the line.'] };
  if (source === undefined && from === undefined)
    return {
      text: `${nameOf(profile)} has a role_arn (${profile.whereIs('role_arn')}), but its source_profile is missing: nothing says whose credentials assume the role`,
      guidance: [
        `Add \`source_profile = NAME\` with the profile whose credentials assume it, or \`credential_source\` (${CREDENTIAL_SOURCES.join(', ')}).`,
      ],
    };
  if (source !== undefined && from !== undefined)
    return {
      text: `${nameOf(profile)} has both source_profile and credential_source`,
      guidance: ['Remove one of them: the role is assumed with the credentials of the other.'],
    };
  if (from !== undefined) return findCredentialSourceFlaw(profile, from);
  return source === undefined ? null : findSourceFlaw(profile, source, files, chain);
}

function findCredentialSourceFlaw(profile: AwsProfile, from: string): ProfileFlaw | null {
  if (CREDENTIAL_SOURCES.includes(from)) return null;
  const nearest = closestMatch(from, CREDENTIAL_SOURCES);
  return {
    text: `credential_source of ${nameOf(profile)} (${profile.whereIs('credential_source')}) is none of ${CREDENTIAL_SOURCES.join(', ')}`,
    guidance: [nearest === null ? 'Name one of them, or a source_profile.' : `The nearest is ${nearest}.`],
  };
}

function findSourceFlaw(
  profile: AwsProfile,
  source: string,
  files: SharedFiles,
  chain: readonly AwsProfile[],
): ProfileFlaw | null {
  const where = `source_profile of ${nameOf(profile)} (${profile.whereIs('source_profile')})`;
  if (!files.profiles.has(source)) {
    const misnamed = describeMisnamedSection(source, files);
    return {
      text: `${where}: ${describeMissingProfile(source, files)}`,
      guidance: [misnamed ?? 'Correct the name, or add that profile.'],
    };
  }
  if (profile !== chain.at(-1) || chain.length === 0) return null;
  // The last of a chain leads on to one that was there before: only one with keys may name itself.
  if (source === profile.name && profile.values.has('aws_access_key_id'))
    return KEYS_OF_ITSELF(profile, files, chain);
  return {
    text: `${where} leads back to ${showProfile(source)}, and no profile on the way has credentials`,
    guidance: ['Let one of them have keys or a sign-in of its own.'],
  };
}

const KEYS_OF_ITSELF: FindFlaw = (...of) => FLAWS.keys(...of);

function findSsoFlaw(profile: AwsProfile, { ssoSessions, config }: SharedFiles): ProfileFlaw | null {
  const missing = firstLacking(
    profile,
    ['sso_account_id', 'sso_role_name'],
    'Run `aws configure sso` for the profile again: it writes all that is needed.',
  );
  if (missing) return missing;
  const keys = ['sso_start_url', 'sso_region'];
  const name = profile.values.get('sso_session');
  if (name === undefined) return firstLacking(profile, keys, 'Add it, or a [sso-session NAME] with it.');
  const session = ssoSessions.get(name);
  if (!session) {
    const nearest = closestMatch(name, ssoSessions.keys());
    return {
      text: `sso_session of ${nameOf(profile)} (${profile.whereIs('sso_session')}) names ${showProfile(name)}, and there is no [sso-session ${showProfile(name)}] in ${config.shown}`,
      guidance: [
        nearest === null
          ? 'Run `aws configure sso-session`, which adds one, or correct the name.'
          : `The nearest is ${showProfile(nearest)}.`,
      ],
    };
  }
  const lacks = keys.find((key) => !session.get(key));
  if (lacks === undefined) return null;
  return {
    text: `\`${lacks}\` is missing in [sso-session ${showProfile(name)}] of ${config.shown}`,
    guidance: ['Add it: `aws configure sso-session` writes all that is needed.'],
  };
}
