import type { CredentialsQuestion, GivenAccess } from '#core/approval/questions.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { type Region, parseRegion } from '#core/identifiers/regions.ts';
import type { FormProblem } from '#prompt-page/question-kind.ts';

/** What a person chose or typed: the access for each question, or what is wrong. */
export type AccessResult =
  | { readonly access: (question: CredentialsQuestion) => GivenAccess }
  | { readonly problems: readonly FormProblem[] };

/** Value of the choice that is no profile's. */
export const PASTE_KEYS = 'keys';
export const PROFILE_PREFIX = 'profile:';

const KEY_FIELDS = ['access_key_id', 'secret_access_key', 'session_token'] as const;

const MISSING_MESSAGES: Readonly<Record<string, string>> = {
  'credentials.access_key_id': 'The access key ID is missing.',
  'credentials.secret_access_key': 'The secret access key is missing.',
};

export const mergeProfiles = (questions: readonly CredentialsQuestion[]): CredentialsQuestion['profiles'] => [
  ...new Map(questions.flatMap(({ profiles }) => profiles.map((found) => [found.name, found]))).values(),
];

/** @param questions - Those that the form was shown for. */
export function parseAccess(form: URLSearchParams, questions: readonly CredentialsQuestion[]): AccessResult {
  const region = parseRegionField(form, questions);
  const chosen = parseChoice(form, questions);
  const problems = [
    ...('problems' in chosen ? chosen.problems : []),
    ...('problems' in region ? region.problems : []),
  ];
  if ('problems' in chosen || 'problems' in region) return { problems };
  // Where some calls name a region and some do not, what was typed is for those that do not.
  const some = questions.some(({ regionNeeded }) => regionNeeded);
  return {
    access: ({ regionNeeded }) => chosen.access(some && !regionNeeded ? null : region.region),
  };
}

type ChoiceResult =
  { readonly access: (region: Region | null) => GivenAccess } | { readonly problems: readonly FormProblem[] };

function parseChoice(form: URLSearchParams, questions: readonly CredentialsQuestion[]): ChoiceResult {
  const use = form.get('use');
  if (use === PASTE_KEYS || (use === null && KEY_FIELDS.some((name) => form.get(name))))
    return parseKeys(form);
  const profile = mergeProfiles(questions).find(({ name }) => use === PROFILE_PREFIX + name)?.name;
  if (profile === undefined)
    return { problems: [{ field: 'use-0', message: 'Choose a profile, or paste keys.' }] };
  return { access: (region) => ({ kind: 'profile', profile, region }) };
}

function parseKeys(form: URLSearchParams): ChoiceResult {
  try {
    const keys = parseCredentials(Object.fromEntries(KEY_FIELDS.map((name) => [name, form.get(name) ?? ''])));
    return { access: (region) => ({ kind: 'keys', credentials: { ...keys, region } }) };
  } catch (error) {
    const { message, guidance, missing = [] } = toWhitelistError(error).report();
    if (missing.length === 0) return { problems: [{ field: 'secret_access_key', message, guidance }] };
    return {
      problems: missing.map((name) => ({
        field: name.replace('credentials.', ''),
        message: MISSING_MESSAGES[name] ?? message,
      })),
    };
  }
}

function parseRegionField(
  form: URLSearchParams,
  questions: readonly CredentialsQuestion[],
): { readonly region: Region | null } | { readonly problems: readonly FormProblem[] } {
  const typed = (form.get('region') ?? '').trim();
  const needed = questions.some(({ regionNeeded }) => regionNeeded);
  if (typed === '' && !needed) return { region: null };
  if (typed === '')
    return { problems: [{ field: 'region', message: 'The region is missing. Example: us-east-1.' }] };
  try {
    return { region: parseRegion(typed, 'region') };
  } catch (error) {
    const { message, guidance } = toWhitelistError(error).report();
    return { problems: [{ field: 'region', message, guidance }] };
  }
}

/** What of a form may be shown again. A secret that was pasted into the wrong field has not its form, and stays out. */
export function pickRefillValues(form: URLSearchParams): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  const keep = (name: string, form_: RegExp): void => {
    const value = (form.get(name) ?? '').trim();
    if (form_.test(value)) kept.set(name, value);
  };
  keep('access_key_id', /^A[A-Z]{3}[A-Z0-9]{12,28}$/);
  keep('region', /^[\w -]{1,25}$/);
  const use = form.get('use');
  if (use !== null) kept.set('use', use);
  return kept;
}
