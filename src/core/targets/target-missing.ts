import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { RefusedLookup, Search } from './found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from './target.ts';
import { visible } from '#core/text/visible.ts';

/** Where else something may be. */
export interface Elsewhere {
  /** The config file's `regions`; the call's own may be among them. */
  readonly regions: readonly Region[];
  /** Looks for the same name in another region. */
  readonly lookIn: (region: Region) => Promise<Search>;
}

/** Most of a stranger's text that a sentence repeats: characters. */
const SHOWN = 100;

/** What is told where nothing was found: what is like it, where it is instead, what could not be looked at. */
export async function targetNotFound(
  name: TargetName,
  search: Search,
  { region, regions, lookIn }: Elsewhere & { readonly region: Region },
): Promise<WhitelistError> {
  const said = `"${visible(name.text, SHOWN)}"`;
  if (name.region !== null && name.region !== region)
    return new WhitelistError(
      'target_not_found',
      `${said} is in ${name.region}, as it says itself; this call is for ${region}.`,
      { guidance: [`Repeat the call with the region ${name.region}.`] },
    );
  const others = name.region === null ? [...new Set(regions)].filter((other) => other !== region) : [];
  const elsewhere = await Promise.all(others.map((other) => lookedIn(other, lookIn)));
  const far = search.refused.length > 0 ? ', as far as these credentials may look' : '';
  return new WhitelistError('target_not_found', `${said} was not found in ${region}${far}.`, {
    guidance: [
      ...found(elsewhere),
      ...near(search.near),
      ...denied(search.refused),
      ...account(name),
      ...spelling(name),
      ...failed(elsewhere),
      ...(others.length === 0 && name.region === null ? [ANOTHER_REGION] : []),
    ],
  });
}

const ANOTHER_REGION =
  'Or it is in another region: give that, or list yours under "regions" in the config file, to have them looked through.';

interface Looked {
  readonly region: Region;
  /** Null: it failed. */
  readonly search: Search | null;
  readonly message: string;
}

async function lookedIn(region: Region, lookIn: Elsewhere['lookIn']): Promise<Looked> {
  try {
    return { region, search: await lookIn(region), message: '' };
  } catch (error) {
    const failure = toWhitelistError(error);
    // The call as a whole has ended.
    if (failure.code === 'cancelled') throw failure;
    return { region, search: null, message: failure.message };
  }
}

function found(elsewhere: readonly Looked[]): string[] {
  const there = elsewhere.filter(({ search }) => search && search.found.length > 0);
  if (there.length === 0) return [];
  return [`It exists in ${there.map(({ region }) => region).join(', ')}: repeat the call with that region.`];
}

/** That nothing was found there must not be read out of silence. */
function failed(elsewhere: readonly Looked[]): string[] {
  return elsewhere.flatMap(({ region, search, message }) => {
    if (search === null) return [`${region} could not be looked through: ${message}`];
    const isPart = search.refused.length > 0 && search.found.length === 0;
    const actions = search.refused.map(({ action }) => action).join(', ');
    return isPart ? [`${region} was looked through without ${actions}, which is not allowed.`] : [];
  });
}

const near = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [`Names much like it: ${names.map((name) => `"${visible(name, SHOWN)}"`).join(', ')}.`];

function denied(refused: readonly RefusedLookup[]): string[] {
  if (refused.length === 0) return [];
  return [
    `Not looked up, since these credentials may not: ${refused.map(({ action }) => action).join(', ')}.`,
    '`awswhitelist policy --for targets` prints the smallest policy that allows them.',
  ];
}

function account(name: TargetName): string[] {
  return name.account === null
    ? []
    : [`It says that it is of the account ${name.account}: these credentials may be of another.`];
}

function spelling(name: TargetName): string[] {
  const isTag = name.kind === 'name' && name.name.includes('=');
  return isTag ? ['A tag other than Name is written "tag:KEY=VALUE".'] : [];
}
