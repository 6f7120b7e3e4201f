import { suggestRegion, type Region } from '#core/identifiers/regions.ts';

/** What is being done, for the sentences that tell how it failed. */
export interface Attempt {
  /** e.g. `ec2:AuthorizeSecurityGroupIngress` */
  readonly action: string;
  readonly region: Region;
  /** The credential source's label. */
  readonly source: string;
  readonly groupId?: string;
  /** Whether the request changes something: then a lost answer leaves the outcome unknown. */
  readonly changes: boolean;
}

/** The check to run where a lost answer leaves the outcome unknown. */
export function checkOutcomeHint({ groupId, region }: Attempt): string {
  return `Whether the change was made is not known: list ${groupId ?? 'the group'} in ${region} to see, then repeat the call if needed.`;
}

/** What to add where nothing is found, or nothing answers, because the region may not exist. */
export function regionHint(region: Region): string[] {
  const meant = suggestRegion(region);
  return meant === null ? [] : [`The region ${region} is unknown here; the nearest known name is ${meant}.`];
}
