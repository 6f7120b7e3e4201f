import type { Action, Call } from '#sandbox/auth/call.ts';
import { fixedId } from '#sandbox/seed/ids.ts';
import { values } from '#sandbox/query.ts';
import type { Vpc } from '#sandbox/state/state.ts';
import { type XmlNode, items } from '#sandbox/xml.ts';
import { type Fields, filtered } from './filters.ts';
import { vpcById } from './lookup.ts';
import { page } from './page.ts';
import { tagSet } from './tags.ts';

const FIELDS: Fields<Vpc> = {
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
    cidrBlockAssociationSet: items([
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
  needs: () => [{ action: 'ec2:DescribeVpcs', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'VpcId');
    const asked = ids.length > 0 ? ids.map((id) => vpcById(call, id)) : call.region.vpcs;
    const { part, nextToken } = page(call, filtered(call.params, asked, FIELDS));
    return { vpcSet: items(part.map((vpc) => vpcItem(call, vpc))), nextToken };
  },
};
