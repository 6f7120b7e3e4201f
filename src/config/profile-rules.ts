import type { z } from 'zod';
import { parseRoleArn, type Role } from '../core/role.ts';
import type { CredentialProfile } from './profile-schema.ts';

type Key = keyof CredentialProfile;
type Profiles = readonly CredentialProfile[];

/** What is wrong with an entry among the others: the key, what it should be, and a sentence more. */
interface Complaint {
  readonly key: Key;
  readonly expected: string;
  readonly hint?: string;
}

/** Settings that would be passed over without a session to open, and what opens one. */
const NEEDS_SESSION: readonly (readonly [Key, readonly Key[]])[] = [
  ['external_id', ['role_arn', 'required_iam_roles']],
  ['source_identity', ['role_arn', 'required_iam_roles']],
  ['duration_seconds', ['role_arn', 'required_iam_roles', 'mfa_serial']],
  ['source_profile', ['role_arn', 'required_iam_roles', 'mfa_serial']],
];

/** Refuses entries that contradict themselves or each other: one of the two would be passed over in silence. */
export function checkProfiles(profiles: Profiles, ctx: z.RefinementCtx): void {
  for (const [i, profile] of profiles.entries()) {
    for (const { key, expected, hint } of complaintsAbout(profile, i, profiles)) {
      const path = ['credential_profiles', i, key];
      ctx.addIssue({ code: 'custom', path, message: `expected ${expected}`, params: { hint } });
    }
  }
}

function complaintsAbout(profile: CredentialProfile, i: number, profiles: Profiles): Complaint[] {
  const first = profiles.findIndex(({ name }) => name === profile.name);
  return [
    ...(first < i
      ? [{ key: 'name' as const, expected: `a name of its own, which credential_profiles[${first}] has` }]
      : []),
    ...NEEDS_SESSION.filter(
      ([key, openers]) => given(profile, key) && !openers.some((o) => given(profile, o)),
    ).map(([key, openers]) => ({
      key,
      expected: `${listed(openers)} beside it`,
      hint: 'Without, no session is opened.',
    })),
    ...twoSources(profile),
    ...otherRole(profile),
    ...circle(profile, profiles),
  ];
}

function given(profile: CredentialProfile, key: Key): boolean {
  const value = profile[key];
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

const listed = (keys: readonly string[]) => `${keys.slice(0, -1).join(', ')} or ${keys.at(-1) ?? ''}`;

function twoSources(profile: CredentialProfile): Complaint[] {
  if (profile.source_profile === undefined) return [];
  const rival = profile.use_aws_profile === true ? 'use_aws_profile' : 'aws_profile_name';
  if (profile.use_aws_profile !== true && profile.aws_profile_name === undefined) return [];
  return [
    {
      key: 'source_profile',
      expected: `no ${rival} beside it`,
      hint: `Both say whose credentials open the session. An AWS profile may be named by source_profile itself.`,
    },
  ];
}

/** A session of another role than a required one would never do. */
function otherRole({ role_arn: arn, required_iam_roles: required = [] }: CredentialProfile): Complaint[] {
  const role = roleOrNull(arn);
  const roles = required.map(roleOrNull);
  if (role === null || roles.length === 0 || roles.some((one) => one === null || isSame(one, role)))
    return [];
  return [{ key: 'role_arn', expected: 'one of required_iam_roles, or none of them to be there' }];
}

const isSame = (a: Role, b: Role) =>
  a.partition === b.partition && a.account === b.account && a.name === b.name;

/** Null for what is refused elsewhere. */
function roleOrNull(arn: string | undefined): Role | null {
  try {
    return parseRoleArn(arn, '');
  } catch {
    return null;
  }
}

function circle({ name, source_profile: source }: CredentialProfile, profiles: Profiles): Complaint[] {
  if (source === undefined) return [];
  if (source === name) {
    const hint = `To use the AWS profile of that name, give this entry another name.`;
    return [
      {
        key: 'source_profile',
        expected: 'another entry, or an AWS profile that no entry is named like',
        hint,
      },
    ];
  }
  const way = [name];
  for (let next: string | undefined = source; next !== undefined;) {
    if (next === name)
      return [
        {
          key: 'source_profile',
          expected: 'one that does not lead back to this entry',
          hint: [...way, name].join(' → '),
        },
      ];
    if (way.includes(next)) return [];
    way.push(next);
    const entry = profiles.find((profile) => profile.name === next);
    next = entry?.source_profile;
  }
  return [];
}
