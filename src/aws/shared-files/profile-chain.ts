import { listProfileKinds } from './profile-kinds.ts';
import type { AwsProfile, SharedFiles } from './shared-files.ts';

/**
 * The profiles that a profile leads through, itself first, the one with the credentials last; empty: there is no such
 * profile. A profile that names itself as its source has keys of its own, and ends the chain.
 */
export function readProfileChain(name: string, { profiles }: SharedFiles): AwsProfile[] {
  const chain: AwsProfile[] = [];
  let current: string | undefined = name;
  while (current !== undefined && !chain.some((profile) => profile.name === current)) {
    const profile = profiles.get(current);
    if (!profile) break;
    // Only the first one assumes its role where it has keys, too.
    const isSource = chain.length > 0 && profile.values.has('aws_access_key_id');
    chain.push(profile);
    current =
      listProfileKinds(profile)[0] === 'role' && !isSource ? profile.values.get('source_profile') : undefined;
  }
  return chain;
}

/** ARNs of the roles that a profile leads through, its own first, the one next to the credentials last. */
export function readRoleChain(name: string, files: SharedFiles): string[] {
  return readProfileChain(name, files).flatMap(({ values }) => values.get('role_arn') ?? []);
}

/** The profile that a person signs in to for the credentials of this one, and with which command; null: to none. */
export function findSignIn(name: string, files: SharedFiles): { profile: string; command: string } | null {
  const last = readProfileChain(name, files).at(-1);
  if (!last) return null;
  const kinds = listProfileKinds(last);
  if (kinds.includes('sso')) return { profile: last.name, command: 'aws sso login' };
  return kinds.includes('login') ? { profile: last.name, command: 'aws login' } : null;
}
