import {
  type Check,
  boolean,
  integer,
  dictionary,
  isRecord,
  list,
  literal,
  nullable,
  optional,
  shape,
  string,
} from './checks.ts';
import { resources, tags } from './resources-shape.ts';
import type { State } from './state.ts';

const SOURCES: Record<string, Check> = {
  ipv4: shape({ cidr: string }),
  ipv6: shape({ cidr: string }),
  'prefix-list': shape({ id: string }),
  group: shape({
    id: string,
    userId: optional(string),
    vpcId: optional(string),
    peering: optional(shape({ id: string, status: string })),
  }),
};

const source: Check = (value, path) => {
  const kind = isRecord(value) ? value['kind'] : undefined;
  const check = typeof kind === 'string' && Object.hasOwn(SOURCES, kind) ? SOURCES[kind] : undefined;
  return check === undefined ? `${path}.kind` : check(value, path);
};

const rule = shape({
  id: string,
  egress: boolean,
  protocol: string,
  fromPort: nullable(integer),
  toPort: nullable(integer),
  source,
  description: optional(string),
  tags,
});
const group = shape({
  id: string,
  name: string,
  description: string,
  vpcId: string,
  ownerId: optional(string),
  rules: list(rule),
  tags,
});
const vpc = shape({ id: string, cidr: string, isDefault: boolean, tags });
const prefixList = shape({ id: string, name: string, family: literal('ipv4', 'ipv6'), maxEntries: integer });
const statement = shape({
  effect: literal('Allow', 'Deny'),
  actions: list(string),
  notActions: optional(boolean),
  resources: list(string),
  notResources: optional(boolean),
  condition: optional(shape({ mfa: boolean, ifExists: optional(boolean) })),
});
const key = shape({
  accessKeyId: string,
  secretAccessKey: string,
  sessionToken: optional(string),
  tokenOptional: optional(boolean),
  expiresAt: optional(string),
  userId: string,
  arn: string,
  policy: list(statement),
  sessionPolicy: optional(list(statement)),
  mfa: optional(boolean),
  role: optional(string),
  sourceIdentity: optional(string),
  createdAt: optional(string),
});
const region = shape({
  vpcs: list(vpc),
  groups: list(group),
  prefixLists: list(prefixList),
  resources: optional(resources),
});
const state = shape({
  format: literal(1),
  accountId: string,
  regions: dictionary(region),
  keys: list(key),
});

/** The place in a parsed state file that does not hold what it should (`.regions.us-east-1.groups[0].id`), or `null`. */
export function findStateFault(value: unknown): string | null {
  return state(value, '');
}

/** Whether a parsed state file may be used as it stands. */
export function isState(value: unknown): value is State {
  return findStateFault(value) === null;
}
