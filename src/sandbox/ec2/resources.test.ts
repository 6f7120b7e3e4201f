import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesCommandInput,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type Filter,
  paginateDescribeInstances,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedId } from '#sandbox/seed/ids.ts';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function client(key: keyof Sandbox['keys'] = 'admin', region = sandbox.region): EC2Client {
  const { endpoint, keys } = sandbox;
  return new EC2Client({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
}

const filter = (Name: string, ...Values: string[]): Filter => ({ Name, Values });

async function instances(input: DescribeInstancesCommandInput, key?: keyof Sandbox['keys'], region?: string) {
  const { Reservations = [] } = await client(key, region).send(new DescribeInstancesCommand(input));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

async function interfaces(input: DescribeNetworkInterfacesCommandInput, key?: keyof Sandbox['keys']) {
  const { NetworkInterfaces = [] } = await client(key).send(new DescribeNetworkInterfacesCommand(input));
  return NetworkInterfaces;
}

const nameOf = ({
  Tags = [],
}: {
  Tags?: { Key?: string | undefined; Value?: string | undefined }[] | undefined;
}) => Tags.find(({ Key }) => Key === 'Name')?.Value;

const BASTION = fixedId('i', 'bastion');

describe('DescribeInstances', () => {
  it('tells an instance with its groups, addresses and interfaces', async () => {
    const [bastion, ...more] = await instances({ InstanceIds: [BASTION] });
    expect(more).toEqual([]);
    expect(bastion).toMatchObject({
      InstanceId: BASTION,
      State: { Code: 16, Name: 'running' },
      PrivateIpAddress: '172.31.5.20',
      PrivateDnsName: 'ip-172-31-5-20.ec2.internal',
      PublicIpAddress: '203.0.113.20',
      PublicDnsName: 'ec2-203-0-113-20.compute-1.amazonaws.com',
      SecurityGroups: [
        { GroupId: fixedId('sg', 'bastion'), GroupName: 'bastion' },
        { GroupId: 'sg-123456', GroupName: 'guide-example' },
      ],
      NetworkInterfaces: [{ Groups: [{ GroupName: 'bastion' }, { GroupName: 'guide-example' }] }],
    });
    expect(nameOf(bastion ?? {})).toBe('bastion');
  });

  it('tells a terminated one by its name alone', async () => {
    const named = await instances({ Filters: [filter('tag:Name', 'web-1')] });
    expect(named.map(({ State }) => State?.Name)).toEqual(['running', 'terminated']);
    expect(named[1]).toMatchObject({ SecurityGroups: [], NetworkInterfaces: [], PublicDnsName: '' });
    expect(named[1]).not.toHaveProperty('PrivateIpAddress');
    const live = [filter('tag:Name', 'web-1'), filter('instance-state-name', 'running', 'stopped')];
    expect(await instances({ Filters: live })).toHaveLength(1);
  });

  it.each([
    ['tag:Environment', 'staging', ['runner-1']],
    ['tag:Name', 'web-*', ['web-1', 'web-2', 'web-1']],
    ['private-ip-address', '10.20.1.12', ['web-2']],
    ['ip-address', '203.0.113.11', ['web-1']],
    ['dns-name', 'ec2-203-0-113-11.compute-1.amazonaws.com', ['web-1']],
    ['private-dns-name', 'ip-10-20-9-31.ec2.internal', ['runner-1']],
    ['network-interface.addresses.private-ip-address', '10.20.9.31', ['runner-1']],
    ['network-interface.addresses.association.public-ip', '203.0.113.20', ['bastion']],
    ['network-interface.network-interface-id', fixedId('eni', BASTION), ['bastion']],
    ['network-interface.group-id', 'sg-123456', ['bastion']],
    ['instance.group-id', 'sg-123456', ['bastion']],
    ['instance-state-code', '48', ['web-1']],
    ['tag:Name', 'nothing-like-it', []],
  ])('finds by %s', async (name, value, found) => {
    expect((await instances({ Filters: [filter(name, value)] })).map(nameOf)).toEqual(found);
  });

  it('keeps instances that were started together in one reservation', async () => {
    const { Reservations = [] } = await client().send(new DescribeInstancesCommand({}));
    expect(Reservations.map(({ Instances }) => Instances?.map(nameOf))).toEqual([
      ['web-1', 'web-2'],
      ['web-1'],
      ['bastion'],
      ['runner-1'],
    ]);
  });

  it('refuses ids that are none or nobody has, a filter that it lacks, and ids with pages', async () => {
    const refused = (input: DescribeInstancesCommandInput, name: string, message: string) =>
      expect(instances(input)).rejects.toMatchObject({ name, message });
    const [one, other] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
    const notFound = 'InvalidInstanceID.NotFound';
    await refused({ InstanceIds: [one] }, notFound, `The instance ID '${one}' does not exist`);
    await refused(
      { InstanceIds: [one, other] },
      notFound,
      `The instance IDs '${one}, ${other}' do not exist`,
    );
    const malformed = 'InvalidInstanceID.Malformed';
    await refused({ InstanceIds: ['web-1'] }, malformed, 'Invalid id: "web-1" (expecting "i-...")');
    await refused({ InstanceIds: ['i-xyz'] }, malformed, 'Invalid id: "i-xyz"');
    const strange = [filter('colour', 'red')];
    await refused({ Filters: strange }, 'InvalidParameterValue', "The filter 'colour' is invalid");
    await expect(instances({ InstanceIds: [BASTION], MaxResults: 5 })).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    });
  });

  it('finds nothing in another region, and nothing where nobody has been', async () => {
    expect(await instances({}, 'admin', 'eu-west-1')).toEqual([]);
    expect(await instances({}, 'admin', 'eu-north-1')).toEqual([]);
  });
});

describe('DescribeNetworkInterfaces', () => {
  it('tells those of instances and those of services', async () => {
    expect(await interfaces({ Filters: [filter('attachment.instance-id', BASTION)] })).toMatchObject([
      {
        NetworkInterfaceId: fixedId('eni', BASTION),
        RequesterManaged: false,
        PrivateIpAddress: '172.31.5.20',
        Association: { PublicIp: '203.0.113.20' },
        Attachment: { InstanceId: BASTION },
        Groups: [{ GroupName: 'bastion' }, { GroupName: 'guide-example' }],
      },
    ]);
    const [edge] = await interfaces({ NetworkInterfaceIds: [fixedId('eni', 'edge')] });
    expect(edge).toMatchObject({
      Description: expect.stringMatching(/^ELB net\/edge\/[0-9a-f]{16}$/),
      InterfaceType: 'network_load_balancer',
      RequesterId: 'amazon-elb',
      RequesterManaged: true,
      Groups: [],
    });
  });

  it.each([
    ['group-id', fixedId('sg', 'staging-postgres'), 'RDSNetworkInterface'],
    ['group-name', 'staging-postgres', 'RDSNetworkInterface'],
    ['description', 'ELB net/edge/*', /^ELB net/],
    ['addresses.private-ip-address', '10.20.9.80', 'RDSNetworkInterface'],
    ['association.public-ip', '203.0.113.50', /^ELB app/],
    ['association.public-dns-name', 'ec2-203-0-113-50.compute-1.amazonaws.com', /^ELB app/],
    ['requester-id', 'amazon-rds', 'RDSNetworkInterface'],
    ['interface-type', 'network_load_balancer', /^ELB net/],
  ])('finds by %s', async (name, value, description) => {
    const found = await interfaces({ Filters: [filter(name, value)] });
    expect(found).toHaveLength(1);
    expect(found[0]?.Description).toMatch(description);
  });

  it('refuses ids that are none or nobody has', async () => {
    const id = 'eni-0123456789abcdef0';
    await expect(interfaces({ NetworkInterfaceIds: [id] })).rejects.toMatchObject({
      name: 'InvalidNetworkInterfaceID.NotFound',
      message: `The networkInterface ID '${id}' does not exist`,
    });
    await expect(interfaces({ NetworkInterfaceIds: ['edge'] })).rejects.toMatchObject({
      name: 'InvalidNetworkInterfaceId.Malformed',
    });
  });
});

describe('both', () => {
  it('come by pages', async () => {
    const paged = await startSandbox({ pageSize: 2 });
    const { endpoint, region, keys } = paged;
    const ec2 = new EC2Client({ endpoint, region, credentials: keys.admin, maxAttempts: 1 });
    const sizes: number[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, {})) {
      sizes.push(Reservations.flatMap(({ Instances = [] }) => Instances).length);
    }
    expect(sizes).toEqual([2, 2, 1]);
    const ids: (string | undefined)[] = [];
    for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces({ client: ec2 }, {})) {
      ids.push(...NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId));
    }
    expect([ids.length, new Set(ids).size]).toEqual([7, 7]);
    await paged.close();
  });

  it("are no part of the minimal policy, and refused in EC2's words", async () => {
    const refused = (action: string) => ({
      name: 'UnauthorizedOperation',
      message: expect.stringMatching(new RegExp(`user/minimal is not authorized to perform: ec2:${action} `)),
    });
    await expect(instances({}, 'minimal')).rejects.toMatchObject(refused('DescribeInstances'));
    await expect(interfaces({}, 'minimal')).rejects.toMatchObject(refused('DescribeNetworkInterfaces'));
    expect(await instances({}, 'readOnly')).toHaveLength(5);
  });
});

it('finds groups by what their rules inwards say', async () => {
  const found = async (...Filters: Filter[]) => {
    const { SecurityGroups = [] } = await client().send(new DescribeSecurityGroupsCommand({ Filters }));
    return SecurityGroups.map(({ GroupName }) => GroupName);
  };
  expect(await found(filter('ip-permission.from-port', '5432'))).toEqual(['staging-postgres']);
  expect(await found(filter('ip-permission.cidr', '198.51.100.7/32'))).toEqual(['staging-postgres']);
  expect(await found(filter('ip-permission.ipv6-cidr', '2001:db8:*'))).toEqual(['build-runners']);
  expect(await found(filter('ip-permission.group-id', fixedId('sg', 'web')))).toEqual(['staging-postgres']);
  expect(await found(filter('ip-permission.protocol', 'udp'))).toEqual(['build-runners']);
  expect(await found(filter('ip-permission.cidr', '0.0.0.0/0'))).toEqual(['bastion', 'web']);
});

describe('resources of a test', () => {
  it('come in the place of those there were, one kind at a time, until a reset', async () => {
    const { instances: before } = await sandbox.resources();
    const [web] = before;
    if (web === undefined) throw new Error('the seed has no instance');
    await sandbox.setResources({ instances: [...before, { ...web, id: 'i-0aa', tags: [] }] });
    expect(await instances({ InstanceIds: ['i-0aa'] })).toMatchObject([
      { SecurityGroups: [{ GroupName: 'web' }] },
    ]);
    expect(await interfaces({})).toHaveLength(7);
    await sandbox.reset();
    await expect(instances({ InstanceIds: ['i-0aa'] })).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
  });

  it('can be in a region that nobody has used yet', async () => {
    const [web] = (await sandbox.resources()).instances;
    if (web === undefined) throw new Error('the seed has no instance');
    await sandbox.setResources({ instances: [web] }, 'eu-north-1');
    expect(await instances({}, 'admin', 'eu-north-1')).toMatchObject([
      { PublicDnsName: 'ec2-203-0-113-11.eu-north-1.compute.amazonaws.com' },
    ]);
    expect((await sandbox.resources('eu-north-1')).dbInstances).toEqual([]);
  });
});
