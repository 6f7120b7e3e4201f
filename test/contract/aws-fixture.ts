import { randomUUID } from 'node:crypto';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';

export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** An endpoint that is to behave like AWS, and a key that may do everything there. */
export interface AwsEndpoint {
  endpoint: string;
  region: string;
  keys: AwsKeys;
}

export type VpcKind = 'default' | 'other';

/** What a case works with: clients, both kinds of VPC, and groups of its own that no other case touches. */
export interface AwsFixture {
  target: AwsEndpoint;
  ec2: EC2Client;
  sts: STSClient;
  vpcs: Record<VpcKind, string>;
  newGroup(kind?: VpcKind): Promise<string>;
}

/** Clients that try once and use exactly these keys, whatever the machine's own settings say. */
export function createClients({ endpoint, region, keys }: AwsEndpoint): { ec2: EC2Client; sts: STSClient } {
  const settings = { endpoint, region, credentials: keys, maxAttempts: 1 };
  return { ec2: new EC2Client(settings), sts: new STSClient(settings) };
}

async function findVpcs(ec2: EC2Client): Promise<Record<VpcKind, string>> {
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const standard = Vpcs.find(({ IsDefault }) => IsDefault)?.VpcId;
  const other =
    Vpcs.find(({ IsDefault }) => !IsDefault)?.VpcId ??
    (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.99.0.0/16' }))).Vpc?.VpcId;
  if (standard === undefined || other === undefined) throw new Error('The target lacks one kind of VPC');
  return { default: standard, other };
}

export async function openAwsFixture(target: AwsEndpoint): Promise<AwsFixture> {
  const { ec2, sts } = createClients(target);
  const vpcs = await findVpcs(ec2);
  return {
    target,
    ec2,
    sts,
    vpcs,
    newGroup: async (kind = 'other') => {
      const { GroupId } = await ec2.send(
        new CreateSecurityGroupCommand({
          GroupName: `contract-${randomUUID()}`,
          Description: 'made by the contract suite',
          VpcId: vpcs[kind],
        }),
      );
      if (GroupId === undefined) throw new Error('CreateSecurityGroup answered no id');
      return GroupId;
    },
  };
}

/** `ok`, or the error's code; for a server's own failure its status, since there is no code to rely on. */
export async function describeOutcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
    const status =
      typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? Number(metadata.httpStatusCode)
        : 0;
    return status >= 500 ? `HTTP ${status}` : error.name;
  }
}

export function authorize(stage: AwsFixture, GroupId: string, ...IpPermissions: IpPermission[]) {
  return stage.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

export function revoke(stage: AwsFixture, GroupId: string, ...IpPermissions: IpPermission[]) {
  return stage.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

export function tcpPermission(port: number, CidrIp: string, Description?: string): IpPermission {
  const range = Description === undefined ? { CidrIp } : { CidrIp, Description };
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [range] };
}

export function tcpPermissionIpv6(port: number, CidrIpv6: string): IpPermission {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, Ipv6Ranges: [{ CidrIpv6 }] };
}

/** A rule in one line: `tcp 443-443 203.0.113.7/32`, with the description behind it if it has one. */
export function formatRule(rule: SecurityGroupRule): string {
  const source = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId;
  const text = `${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort} ${source}`;
  return rule.Description === undefined ? text : `${text} ${rule.Description}`;
}

/** A group's ingress rules as lines, sorted; read by the API action that has ids. */
export async function ingressRules(stage: AwsFixture, groupId: string): Promise<SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await stage.ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }),
  );
  return SecurityGroupRules.filter(({ IsEgress }) => !IsEgress);
}

export async function ingressTexts(stage: AwsFixture, groupId: string): Promise<string[]> {
  return (await ingressRules(stage, groupId)).map(formatRule).sort();
}
