import type { State } from './state.ts';

/** Answers the path of the first thing that is not as it should be, or `null`. */
type Check = (value: unknown, path: string) => string | null;

function when(test: (value: unknown) => boolean): Check {
  return (value, path) => (test(value) ? null : path);
}

const string = when((value) => typeof value === 'string');
const boolean = when((value) => typeof value === 'boolean');
const count = when((value) => Number.isSafeInteger(value));

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nullable(check: Check): Check {
  return (value, path) => (value === null ? null : check(value, path));
}

function optional(check: Check): Check {
  return (value, path) => (value === undefined ? null : check(value, path));
}

function literal(...allowed: readonly unknown[]): Check {
  return when((value) => allowed.includes(value));
}

function first(faults: Iterable<string | null>): string | null {
  for (const fault of faults) if (fault !== null) return fault;
  return null;
}

function list(check: Check): Check {
  return (value, path) =>
    Array.isArray(value) ? first(value.map((one, index) => check(one, `${path}[${index}]`))) : path;
}

function dictionary(check: Check): Check {
  return (value, path) =>
    isRecord(value) ? first(Object.entries(value).map(([key, one]) => check(one, `${path}.${key}`))) : path;
}

function shape(fields: Record<string, Check>): Check {
  return (value, path) =>
    isRecord(value)
      ? first(Object.entries(fields).map(([name, check]) => check(value[name], `${path}.${name}`)))
      : path;
}

const SOURCES: Record<string, Check> = {
  ipv4: shape({ cidr: string }),
  ipv6: shape({ cidr: string }),
  'prefix-list': shape({ id: string }),
  group: shape({ id: string, userId: string }),
};

const source: Check = (value, path) => {
  const kind = isRecord(value) ? value['kind'] : undefined;
  const check = typeof kind === 'string' && Object.hasOwn(SOURCES, kind) ? SOURCES[kind] : undefined;
  return check === undefined ? `${path}.kind` : check(value, path);
};

const tags = list(shape({ key: string, value: string }));
const rule = shape({
  id: string,
  egress: boolean,
  protocol: string,
  fromPort: nullable(count),
  toPort: nullable(count),
  source,
  description: optional(string),
  tags,
});
const group = shape({
  id: string,
  name: string,
  description: string,
  vpcId: string,
  rules: list(rule),
  tags,
});
const vpc = shape({ id: string, cidr: string, isDefault: boolean, tags });
const prefixList = shape({ id: string, name: string, family: literal('ipv4', 'ipv6'), maxEntries: count });
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
const region = shape({ vpcs: list(vpc), groups: list(group), prefixLists: list(prefixList) });
const state = shape({
  format: literal(1),
  accountId: string,
  regions: dictionary(region),
  keys: list(key),
});

/** The place in a parsed state file that does not hold what it should (`.regions.us-east-1.groups[0].id`), or `null`. */
export function stateFault(value: unknown): string | null {
  return state(value, '');
}

/** Whether a parsed state file may be used as it stands. */
export function isState(value: unknown): value is State {
  return stateFault(value) === null;
}
