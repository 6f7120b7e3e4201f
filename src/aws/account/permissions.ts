import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { Attempt } from '#aws/errors/attempt.ts';
import { send, type SendOptions } from '#aws/request/send.ts';

/** Whether one AWS action is allowed, as far as AWS tells without doing it. */
export interface Permission {
  readonly action: string;
  /** Null: it could not be tested. */
  readonly allowed: boolean | null;
  /** Why it could not be tested, or AWS's words of refusal. */
  readonly reason: string | null;
}

type Request = (o: {
  abortSignal: AbortSignal;
}) => Promise<{ $metadata: { requestId?: string | undefined } }>;

/** Of TEST-NET-1 (RFC 5737), which no machine has: with DryRun nothing is done, and this would let nobody in. */
const HARMLESS_RULE = [{ IpProtocol: 'tcp', FromPort: 9, ToPort: 9, IpRanges: [{ CidrIp: '192.0.2.1/32' }] }];

/** What EC2 answers to a request with DryRun that would have been carried out. */
const WOULD_SUCCEED = 'DryRunOperation';

const GROUP_NEEDED = 'only with a security group, which was not named';

/**
 * Asks EC2 about the product's actions, with DryRun, all at once. Never rejects. ModifySecurityGroupRules is not asked
 * about: it needs the id of a rule that is there.
 *
 * @param groupId - The group whose rules would be changed; null: those that change one are not tested.
 */
export function testEc2Permissions(
  ec2: () => EC2Client,
  where: { readonly region: Region; readonly source: string },
  options: SendOptions,
  groupId: SecurityGroupId | null,
): Promise<Permission[]> {
  const DryRun = true;
  const ask = async (name: string, request: Request): Promise<Permission> => {
    const action = `ec2:${name}`;
    const attempt = { ...where, action, changes: false, ...(groupId !== null && { groupId }) };
    return { action, ...(await testPermission(attempt, options, request)) };
  };
  const untested = (name: string) =>
    Promise.resolve({ action: `ec2:${name}`, allowed: null, reason: `not tested: ${GROUP_NEEDED}` });
  const harmless = { GroupId: groupId ?? undefined, IpPermissions: HARMLESS_RULE, DryRun };
  const askOfGroup = (name: string, request: Request) =>
    groupId === null ? untested(name) : ask(name, request);
  return Promise.all([
    ask('DescribeSecurityGroups', (o) => ec2().send(new DescribeSecurityGroupsCommand({ DryRun }), o)),
    askOfGroup('AuthorizeSecurityGroupIngress', (o) =>
      ec2().send(new AuthorizeSecurityGroupIngressCommand(harmless), o),
    ),
    askOfGroup('RevokeSecurityGroupIngress', (o) =>
      ec2().send(new RevokeSecurityGroupIngressCommand(harmless), o),
    ),
    ask('DescribeSecurityGroupRules', (o) =>
      ec2().send(new DescribeSecurityGroupRulesCommand({ DryRun }), o),
    ),
    askOfGroup('UpdateSecurityGroupRuleDescriptionsIngress', (o) =>
      ec2().send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(harmless), o),
    ),
  ]);
}

/** What AWS says to one request with DryRun. Never rejects. */
export async function testPermission(
  attempt: Attempt,
  options: SendOptions,
  request: Request,
): Promise<Omit<Permission, 'action'>> {
  return toVerdict(await send(attempt, options, request).then(() => null, toWhitelistError));
}

function toVerdict(refused: WhitelistError | null): Omit<Permission, 'action'> {
  if (refused === null) return { allowed: null, reason: 'not tested: AWS took no notice of DryRun' };
  if (refused.details.aws?.code === WOULD_SUCCEED) return { allowed: true, reason: null };
  if (refused.code === 'access_denied') return { allowed: false, reason: refused.message };
  return { allowed: null, reason: `not tested: ${refused.message}` };
}
