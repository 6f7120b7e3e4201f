import { DescribeManagedPrefixListsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { raceAbort, send, type SendOptions } from '#aws/request/send.ts';
import type { Region } from '#core/identifiers/regions.ts';

/** The figures only feed a piece of advice, which is not worth a longer wait. */
const TIMEOUT_MS = 2_500;

/**
 * How many entries each prefix list may have at most, which is what a rule by it costs of a group's quota. Empty where
 * reading it is not allowed, which the minimal policy does not, and where no answer comes in time. Never rejects.
 */
export async function fetchPrefixListSizes(
  ec2: () => EC2Client,
  where: { readonly region: Region; readonly source: string },
  options: SendOptions,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const attempt = { action: 'ec2:DescribeManagedPrefixLists', ...where, changes: false };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
  try {
    const { PrefixLists = [] } = await raceAbort(
      send(attempt, options, (o) =>
        ec2().send(new DescribeManagedPrefixListsCommand({ PrefixListIds: [...ids] }), o),
      ),
      limit.signal,
    );
    return new Map(
      PrefixLists.flatMap(({ PrefixListId, MaxEntries }) =>
        PrefixListId !== undefined && MaxEntries !== undefined ? [[PrefixListId, MaxEntries] as const] : [],
      ),
    );
  } catch {
    return new Map();
  } finally {
    clearTimeout(timer);
  }
}
