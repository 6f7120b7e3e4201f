import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { mapPerRegion } from './concurrency.ts';
import type { ToolContext } from '#tools/definition/context.ts';

export interface RegionRead {
  readonly region: Region;
  readonly groups: readonly Group[];
  /** Those that hold something unforeseen, so that their rules are not known. */
  readonly unreadable: readonly Group[];
  /** AWS's time after it was read. */
  readonly now: Date;
}

export interface RegionFailed {
  readonly region: Region;
  readonly error: WhitelistError;
  /** The same in the words of whoever knows more of it. */
  readonly why: string;
}

async function readRegion(
  region: Region,
  home: AwsSession,
  access: AccessRequest,
  context: ToolContext,
): Promise<RegionRead | RegionFailed> {
  let session = home;
  try {
    if (region !== home.region)
      session = await context.openSession({ ...access, region }, { groups: [], changes: false });
    const all = await session.groups.describeAll();
    return { region, ...splitReadable(all), now: await session.now() };
  } catch (thrown) {
    const { message: why } = toWhitelistError(await session.diagnose(thrown));
    return { region, error: toWhitelistError(thrown), why };
  }
}

/** Reads every group of the session's region, and of the configured ones too unless the call says where. */
export async function readRegions(
  home: AwsSession,
  access: AccessRequest,
  context: ToolContext,
): Promise<{ readonly read: readonly RegionRead[]; readonly failed: readonly RegionFailed[] }> {
  const hasExplicitRegion = access.region !== null || (access.credentials?.region ?? null) !== null;
  const regions = new Set([home.region, ...(hasExplicitRegion ? [] : context.settings.regions)]);
  const reads = await mapPerRegion(
    [...regions],
    (region) => ({ region }),
    (region) => readRegion(region, home, access, context),
  );
  return {
    read: reads.flatMap((one) => ('error' in one ? [] : [one])),
    failed: reads.flatMap((one) => ('error' in one ? [one] : [])),
  };
}

/** Groups whose rules are known, and the others. */
export const splitReadable = (groups: readonly Group[]) => ({
  groups: groups.filter(({ unreadable }) => unreadable === undefined),
  unreadable: groups.filter(({ unreadable }) => unreadable !== undefined),
});

/** Each by its name: to leave it out in silence would be a no. */
export const describeUnreadGroups = (reads: readonly Pick<RegionRead, 'unreadable'>[]): string[] =>
  reads.flatMap(({ unreadable }) =>
    unreadable.map(
      ({ id, name, unreadable: why = '' }) =>
        `${id} ("${escapeUnprintable(name, 100)}") is left out, since its rules cannot be read: ${why}`,
    ),
  );

export const describeUnreadRegion = ({ region, why }: RegionFailed): string =>
  `${region} is left out, since it was not read: ${why}`;
