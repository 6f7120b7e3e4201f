import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** How long whose account it is may keep a change waiting; AWS refuses it then: milliseconds. */
const IDENTITY_LIMIT_MS = 1_000;

/**
 * A group that is to be changed. One that another account shares is told before anything is sent: only its owner changes
 * it, and no policy of the caller's helps.
 *
 * @throws WhitelistError `access_denied`, and what reading it throws
 */
export async function readOwnGroup({
  session,
  groupId,
}: Pick<TargetGroup, 'session' | 'groupId'>): Promise<Group> {
  const account = findAccount(session);
  const group = await session.groups.describe(groupId);
  if (isForeign(group, await account)) throw foreignGroupError(group);
  return group;
}

/** The same for a change that was sent without a look at the group, and refused. */
export async function explainForeignGroup(
  error: WhitelistError,
  session: AwsSession,
  groupId: SecurityGroupId,
): Promise<WhitelistError> {
  if (error.code !== 'access_denied') return error;
  const [group, account] = await Promise.all([
    session.groups.peek(groupId).catch(() => null),
    findAccount(session),
  ]);
  return group && isForeign(group, account) ? foreignGroupError(group, error) : error;
}

const findAccount = (session: AwsSession): Promise<string | null> =>
  Promise.race([
    session.identity().then(
      ({ account }) => account,
      () => null,
    ),
    new Promise<null>((resolve) => setTimeout(() => resolve(null), IDENTITY_LIMIT_MS).unref()),
  ]);

/** Whether it is known to be another account's. */
export const isForeign = ({ ownerId = null }: Group, account: string | null): boolean =>
  ownerId !== null && account !== null && ownerId !== account;

function foreignGroupError({ id, ownerId }: Group, cause?: WhitelistError): WhitelistError {
  const owner = escapeUnprintable(ownerId ?? '', 20);
  return new WhitelistError(
    'access_denied',
    `Access Denied: ${id} belongs to the account ${owner}, which shares it: only that account changes its rules.`,
    {
      ...(cause?.details.aws && { aws: cause.details.aws }),
      outcome: cause?.details.outcome ?? 'not_done',
      guidance: [
        `Use credentials of the account ${owner}, or ask whoever manages it; no policy of this one helps.`,
      ],
      cause,
    },
  );
}
