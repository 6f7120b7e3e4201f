import { DescribeSecurityGroupsCommand, type EC2Client, type SecurityGroup } from '@aws-sdk/client-ec2';
import type { Attempt } from '#aws/errors/attempt.ts';
import { required, unexpectedResponse } from '#aws/errors/unexpected-response.ts';
import { readAllPages } from '#aws/request/pages.ts';
import { send, type SendOptions } from '#aws/request/send.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { toGroup } from './from-ec2.ts';
import type { Group } from './group.ts';

/** Most that EC2 gives in one page (EC2 API reference). */
const PAGE_SIZE = 1000;

/** Most values of one filter (EC2 user guide, "List and filter your resources"). */
const MAX_FILTER_VALUES = 200;

interface GroupReadSettings {
  readonly ec2: () => EC2Client;
  readonly attempt: (action: string, changes: boolean, groupId?: string) => Attempt;
  readonly options: SendOptions;
}

interface WaitingRead {
  readonly id: SecurityGroupId;
  readonly resolve: (group: Group) => void;
  readonly reject: (error: unknown) => void;
}

/** Plain reads of groups. Those that are asked for at the same time go in one request, by filter. */
export interface GroupReads {
  /** @throws WhitelistError `group_not_found` */
  describe(id: SecurityGroupId): Promise<Group>;
  /** All of the region. One that cannot be read says why, and has no rules. */
  describeAll(): Promise<Group[]>;
}

export function createGroupReads({ ec2, attempt, options }: GroupReadSettings): GroupReads {
  let waiting: WaitingRead[] = [];
  const fetchByFilter = async (ids: readonly string[]): Promise<SecurityGroup[]> => {
    const Filters = [{ Name: 'group-id', Values: [...ids] }];
    const pages = await readAllPages((NextToken) =>
      send(attempt('DescribeSecurityGroups', false), options, (o) =>
        ec2().send(new DescribeSecurityGroupsCommand({ Filters, MaxResults: PAGE_SIZE, ...NextToken }), o),
      ),
    );
    return pages.flatMap((page) => required(page.SecurityGroups, 'security groups'));
  };
  /** AWS's own words where there is no such group, which a filter passes over in silence. */
  const readOne = async (id: SecurityGroupId): Promise<Group> => {
    const { SecurityGroups: found } = await send(attempt('DescribeSecurityGroups', false, id), options, (o) =>
      ec2().send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }), o),
    );
    const [wire] = found ?? [];
    const group = toGroup(required(wire, `the security group ${id} it was asked for`));
    if (group.id === id) return group;
    throw unexpectedResponse(`with the security group ${group.id} in the place of ${id}`);
  };
  const readBatch = async (batch: readonly WaitingRead[]): Promise<void> => {
    const ids = [...new Set(batch.map(({ id }) => id))];
    const wires = new Map<string | undefined, SecurityGroup>();
    let failure: unknown = null;
    try {
      const found = ids.length > 1 ? await fetchByFilter(ids) : [];
      for (const wire of found) wires.set(wire.GroupId, wire);
    } catch (error) {
      failure = error;
    }
    for (const { id, resolve, reject } of batch) {
      const wire = wires.get(id);
      if (failure !== null) reject(failure);
      else if (wire === undefined) readOne(id).then(resolve, reject);
      else Promise.resolve(wire).then(toGroup).then(resolve, reject);
    }
  };
  const flush = () => {
    const batch = waiting;
    waiting = [];
    for (let at = 0; at < batch.length; at += MAX_FILTER_VALUES)
      void readBatch(batch.slice(at, at + MAX_FILTER_VALUES));
  };
  return {
    describe: (id) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ id, resolve, reject });
      }),
    async describeAll() {
      const pages = await readAllPages((NextToken) =>
        send(attempt('DescribeSecurityGroups', false), options, (o) =>
          ec2().send(new DescribeSecurityGroupsCommand({ MaxResults: PAGE_SIZE, ...NextToken }), o),
        ),
      );
      return pages.flatMap((page) => required(page.SecurityGroups, 'security groups')).map(toListedGroup);
    },
  };
}

/** One rule of an unforeseen form hides its group, and no other. */
function toListedGroup(wire: SecurityGroup): Group {
  try {
    return toGroup(wire);
  } catch (error) {
    return { ...toGroup({ ...wire, IpPermissions: [] }), unreadable: toWhitelistError(error).message };
  }
}
