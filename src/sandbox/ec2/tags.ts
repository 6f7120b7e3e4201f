import { type Action, ec2Arn } from '#sandbox/auth/call.ts';
import { ServiceError, truncateEcho, invalidValue, missingParameter } from '#sandbox/protocol/errors.ts';
import { type Params, requiredText, structures, values } from '#sandbox/protocol/query.ts';
import type { RegionState, Tag } from '#sandbox/state/state.ts';
import { type XmlNode, xmlItems } from '#sandbox/protocol/xml.ts';
import { noSuchGroup, noSuchRule } from './lookup.ts';

const MAX_TAGS = 50;

function readTags(params: Params): Tag[] {
  const tags = structures(params, 'Tag').map((tag) => ({
    key: requiredText(tag, 'Key'),
    value: tag.get('Value') ?? '',
  }));
  for (const { key, value } of tags) {
    if (key.length > 127 || key.toLowerCase().startsWith('aws:')) {
      throw invalidValue(
        `Tag key '${truncateEcho(key)}' is not allowed: up to 127 characters, not starting with aws:`,
      );
    }
    if (value.length > 256) throw invalidValue(`The value of tag '${key}' is longer than 256 characters`);
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length) throw invalidValue('A tag key is given twice');
  return tags;
}

/** The tags that a creating call wants on what it creates. @throws ServiceError for any other resource type */
export function readTagSpecification(params: Params, resourceType: string): Tag[] {
  return structures(params, 'TagSpecification').flatMap((specification) => {
    const type = requiredText(specification, 'ResourceType');
    if (type === resourceType) return readTags(specification);
    throw invalidValue(`'${truncateEcho(type)}' is not a valid taggable resource type for this operation.`);
  });
}

/** Tags as responses carry them. */
export function tagSet(tags: readonly Tag[]): XmlNode | string {
  return xmlItems(tags.map(({ key, value }) => ({ key, value })));
}

interface Tagged {
  id: string;
  type: string;
  tags: Tag[];
}

function listTagged(region: RegionState): Tagged[] {
  return [
    ...region.vpcs.map(({ id, tags }) => ({ id, tags, type: 'vpc' })),
    ...region.groups.map(({ id, tags }) => ({ id, tags, type: 'security-group' })),
    ...region.groups.flatMap(({ rules }) =>
      rules.map(({ id, tags }) => ({ id, tags, type: 'security-group-rule' })),
    ),
  ];
}

function findTagged(region: RegionState, id: string): Tagged {
  const found = listTagged(region).find((one) => one.id === id);
  if (found !== undefined) return found;
  if (id.startsWith('sg-')) throw noSuchGroup(id);
  if (id.startsWith('sgr-')) throw noSuchRule(id);
  throw new ServiceError('InvalidID', `The ID '${truncateEcho(id)}' is not valid`);
}

const TYPES = new Map([
  ['sg', 'security-group'],
  ['sgr', 'security-group-rule'],
  ['vpc', 'vpc'],
]);

/** `CreateTags` on groups, rules and VPCs: a key that is there already gets the new value. */
export const createTags: Action = {
  writes: true,
  requiredPermissions: (call) =>
    values(call.params, 'ResourceId').map((id) => ({
      action: 'ec2:CreateTags',
      resource: ec2Arn(call, TYPES.get(id.slice(0, id.indexOf('-'))) ?? '*', id),
    })),
  run: ({ params, region }) => {
    const ids = values(params, 'ResourceId');
    const tags = readTags(params);
    if (ids.length === 0) throw missingParameter('resourceIdSet');
    if (tags.length === 0) throw missingParameter('tagSet');
    for (const target of ids.map((id) => findTagged(region, id))) {
      for (const tag of tags) {
        const present = target.tags.find(({ key }) => key === tag.key);
        if (present === undefined) target.tags.push({ ...tag });
        else present.value = tag.value;
      }
      if (target.tags.length > MAX_TAGS) {
        throw new ServiceError('TagLimitExceeded', `More than ${MAX_TAGS} tags on ${target.id}`);
      }
    }
    return { return: true };
  },
};
