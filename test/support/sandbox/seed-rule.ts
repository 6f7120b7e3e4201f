import { AuthorizeSecurityGroupIngressCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import type { Sandbox } from '#sandbox/index.ts';

/**
 * Puts a rule into a group, as somebody else would by hand; fine where it is there already.
 *
 * @param rule - `tcp 443-443 203.0.113.7/32`, or `-1 203.0.113.7/32`
 */
export async function seedRule(
  sandbox: Sandbox,
  group: string,
  rule: string,
  description?: string,
): Promise<void> {
  const text = description === undefined ? {} : { Description: description };
  const [protocol = '', ...rest] = rule.split(' ');
  const cidr = rest.at(-1) ?? '';
  const [from, to] = rest.length > 1 ? (rest[0]?.split('-') ?? []) : [];
  const permission: IpPermission = {
    IpProtocol: protocol,
    ...(from !== undefined && { FromPort: Number(from), ToPort: Number(to) }),
    ...(cidr.includes(':')
      ? { Ipv6Ranges: [{ CidrIpv6: cidr, ...text }] }
      : { IpRanges: [{ CidrIp: cidr, ...text }] }),
  };
  const { accessKeyId, secretAccessKey } = sandbox.keys.admin;
  const ec2 = new EC2Client({
    region: sandbox.region,
    endpoint: sandbox.endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [permission] }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'InvalidPermission.Duplicate')) throw error;
  } finally {
    ec2.destroy();
  }
}
