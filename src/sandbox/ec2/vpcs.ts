import type { Action, Call } from '#sandbox/auth/call.ts';
import { fixedId } from '#sandbox/seed/ids.ts';
import { values } from '#sandbox/protocol/query.ts';
import type { Vpc } from '#sandbox/state/state.ts';
import { type XmlNode, xmlItems } from '#sandbox/protocol/xml.ts';
import { type FilterFields, applyFilters } from './filters.ts';
import { vpcById } from './lookup.ts';
import { paginateEc2 } from './pagination.ts';
import { tagSet } from './tags.ts';

const FIELDS: FilterFields<Vpc> = {
  'vpc-id': ({ id }) => [id],
  cidr: ({ cidr }) => [cidr],
  'is-default': ({ isDefault }) => [String(isDefault)],
  isDefault: ({ isDefault }) => [String(isDefault)],
  state: () => ['available'],
  'tag-key': ({ tags }) => tags.map(({ key }) => key),
};

function vpcItem(call: Call, vpc: Vpc): XmlNode {
  return {
    vpcId: vpc.id,
    ownerId: call.state.accountId,
    state: 'available',
    cidrBlock: vpc.cidr,
    cidrBlockAssociationSet: xmlItems([
      {
        cidrBlock: vpc.cidr,
        associationId: fixedId('vpc-cidr-assoc', vpc.id),
        cidrBlockState: { state: 'associated' },
      },
    ]),
    dhcpOptionsId: fixedId('dopt', call.regionName),
    instanceTenancy: 'default',
    isDefault: vpc.isDefault,
    ...(vpc.tags.length > 0 && { tagSet: tagSet(vpc.tags) }),
  };
}

/** `DescribeVpcs` */
export const describeVpcs: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'ec2:DescribeVpcs', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'VpcId');
    const requested = ids.length > 0 ? ids.map((id) => vpcById(call, id)) : call.region.vpcs;
    const { part, nextToken } = paginateEc2(call, applyFilters(call.params, requested, FIELDS));
    return { vpcSet: xmlItems(part.map((vpc) => vpcItem(call, vpc))), nextToken };
  },
};
