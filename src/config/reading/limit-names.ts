import { SETTINGS } from '#core/policy/settings.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';

/** Every key of the file that limits something, and where it belongs. */
const LIMITS: ReadonlyMap<string, string> = new Map([
  ...SETTINGS.map(({ key }) => [key, 'security_settings'] as const),
  ['required_iam_roles', 'an entry of credential_profiles'],
  ['default_expires_in', 'grants'],
  // Sections in which limits are.
  ['security_settings', 'the top level'],
  ['credential_profiles', 'the top level'],
  ['grants', 'the top level'],
]);

/** Letters of other alphabets that look like Latin ones. */
const LOOK_ALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аαɑ', 'a'],
    ['ьƅ', 'b'],
    ['сϲ', 'c'],
    ['ԁɗ', 'd'],
    ['еεє', 'e'],
    ['ɡց', 'g'],
    ['һн', 'h'],
    ['іιıӏ', 'i'],
    ['јϳ', 'j'],
    ['кκ', 'k'],
    ['ⅼ', 'l'],
    ['мⅿ', 'm'],
    ['пηո', 'n'],
    ['оοσօ', 'o'],
    ['рρ', 'p'],
    ['ԛ', 'q'],
    ['гᴦ', 'r'],
    ['ѕ', 's'],
    ['тτ', 't'],
    ['υսц', 'u'],
    ['νѵ', 'v'],
    ['ԝω', 'w'],
    ['хχ', 'x'],
    ['уγ', 'y'],
    ['ᴢ', 'z'],
  ].flatMap(([letters = '', latin = '']) => [...letters].map((letter) => [letter, latin])),
);

/** What a key comes to for somebody who reads it: letters and digits alone, in small letters. */
const toSkeleton = (key: string): string =>
  [...key.normalize('NFKD').toLowerCase()]
    .map((letter) => LOOK_ALIKES[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]/g, '');

const SKELETONS = new Map([...LIMITS.keys()].map((key) => [toSkeleton(key), key]));

/** The limit that a key which is not known was probably meant to be; null: none. */
export function findMeantLimit(key: string): string | null {
  const skeleton = toSkeleton(key);
  const exact = SKELETONS.get(skeleton);
  if (exact !== undefined) return exact;
  const near = closestMatch(skeleton, SKELETONS.keys());
  return near === null ? null : (SKELETONS.get(near) ?? null);
}

/** Where a limit belongs, for people. */
export const homeOfLimit = (limit: string): string => LIMITS.get(limit) ?? 'security_settings';

/** Whether a key, or one within its value, was probably meant to limit something. */
export const holdsLimit = (key: string, value: unknown): boolean =>
  findMeantLimit(key) !== null || holdsLimitWithin(value);

function holdsLimitWithin(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsLimitWithin);
  return Object.entries(value).some(([key, item]) => holdsLimit(key, item));
}
