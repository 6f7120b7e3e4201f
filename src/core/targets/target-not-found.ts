import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import {
  type FailedLookup,
  MAX_SHOWN_LENGTH,
  type RefusedLookup,
  type SearchResult,
} from './found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { nameService } from './target-service.ts';
import type { TargetName } from './target.ts';
import { quoteName } from '#core/text/redact.ts';

/** Where else to look. */
export interface OtherRegions {
  /** The config file's `regions`; the call's own may be among them. */
  readonly regions: readonly Region[];
  /** Looks for the same name in another region. */
  readonly lookIn: (region: Region) => Promise<SearchResult>;
}

/** The error where nothing was found, with similar names, other regions that have it, and what could not be searched. */
export async function targetNotFound(
  name: TargetName,
  search: SearchResult,
  { region, regions, lookIn }: OtherRegions & { readonly region: Region },
): Promise<WhitelistError> {
  const quotedName = quoteName(name.text, MAX_SHOWN_LENGTH);
  if (name.region !== null && name.region !== region)
    return new WhitelistError(
      'target_not_found',
      `${quotedName} is in ${name.region}, as it says itself; this call is for ${region}.`,
      { guidance: [`Repeat the call with the region ${name.region}.`] },
    );
  const others = name.region === null ? [...new Set(regions)].filter((other) => other !== region) : [];
  const elsewhere = await Promise.all(others.map((other) => searchRegion(other, lookIn)));
  const limitation =
    search.failed.length > 0
      ? ', as far as could be looked'
      : search.refused.length > 0
        ? ', as far as these credentials may look'
        : '';
  return new WhitelistError('target_not_found', `${quotedName} was not found in ${region}${limitation}.`, {
    retryable: search.failed.some(({ retryable }) => retryable),
    guidance: [
      ...describeElsewhere(elsewhere),
      ...describeSimilarNames(search.near),
      ...(search.failed.length > 0 ? [describeFailures(search.failed)] : []),
      ...describeDeniedLookups(search.refused),
      ...describeOtherAccount(name),
      ...describeTagSyntax(name),
      ...describeFailedSearches(elsewhere),
      ...(others.length === 0 && name.region === null ? [ANOTHER_REGION] : []),
    ],
  });
}

const ANOTHER_REGION =
  'Or it is in another region: give that, or list yours under "regions" in the config file, to have them looked through.';

interface RegionSearch {
  readonly region: Region;
  /** Null: it failed. */
  readonly search: SearchResult | null;
  readonly message: string;
}

async function searchRegion(region: Region, lookIn: OtherRegions['lookIn']): Promise<RegionSearch> {
  try {
    return { region, search: await lookIn(region), message: '' };
  } catch (error) {
    const failure = toWhitelistError(error);
    // The call as a whole has ended.
    if (failure.code === 'cancelled') throw failure;
    return { region, search: null, message: failure.message };
  }
}

function describeElsewhere(elsewhere: readonly RegionSearch[]): string[] {
  const foundIn = elsewhere.filter(({ search }) => search && search.found.length > 0);
  if (foundIn.length === 0) return [];
  return [
    `It exists in ${foundIn.map(({ region }) => region).join(', ')}: repeat the call with that region.`,
  ];
}

/** Regions that were not fully searched are named, or silence would read as "not there". */
function describeFailedSearches(elsewhere: readonly RegionSearch[]): string[] {
  return elsewhere.flatMap(({ region, search, message }) => {
    if (search === null) return [`${region} could not be looked through: ${message}`];
    if (search.found.length > 0) return [];
    const actions = search.refused.map(({ action }) => action).join(', ');
    return [
      ...(search.refused.length > 0
        ? [`${region} was looked through without ${actions}, which is not allowed.`]
        : []),
      ...(search.failed.length > 0 ? [`${region}: ${describeFailures(search.failed)}`] : []),
    ];
  });
}

const describeSimilarNames = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [`Names much like it: ${names.map((name) => quoteName(name, MAX_SHOWN_LENGTH)).join(', ')}.`];

function describeDeniedLookups(refused: readonly RefusedLookup[]): string[] {
  if (refused.length === 0) return [];
  return [
    `Not looked up, since these credentials may not: ${refused.map(({ action }) => action).join(', ')}.`,
    '`awswhitelist policy --for targets` prints the smallest policy that allows them.',
  ];
}

/** Which services could not be asked, by name, and why. */
export function describeFailures(failed: readonly FailedLookup[]): string {
  const byService = new Map<string, FailedLookup>();
  for (const one of failed)
    if (!byService.has(nameService(one.action))) byService.set(nameService(one.action), one);
  const each = [...byService].map(([service, { message }]) => `${service} (${message.replace(/\.$/, '')})`);
  return `Could not be asked: ${each.join('; ')}.`;
}

function describeOtherAccount(name: TargetName): string[] {
  return name.account === null
    ? []
    : [`It says that it is of the account ${name.account}: these credentials may be of another.`];
}

function describeTagSyntax(name: TargetName): string[] {
  const isTag = name.kind === 'name' && name.name.includes('=');
  return isTag ? ['A tag other than Name is written "tag:KEY=VALUE".'] : [];
}
