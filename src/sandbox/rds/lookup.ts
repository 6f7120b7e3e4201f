import type { Call } from '#sandbox/auth/call.ts';
import { ServiceError, truncateEcho, invalidValue } from '#sandbox/protocol/errors.ts';
import { type Params, requiredText, structures, text, values } from '#sandbox/protocol/query.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { dbArn } from './names.ts';

interface DbKind {
  type: 'db' | 'cluster';
  /** The parameter that asks for one. */
  parameter: string;
  /** The code for one that is not there. */
  notFound: string;
  /** As in "DBInstance x not found." */
  word: string;
}

/** The identifier that is asked for: a name, in any case, or the ARN with it at its end. */
function requestedName({ params }: Call, { parameter, type }: DbKind): string | undefined {
  const requested = text(params, parameter)?.toLowerCase();
  return requested?.startsWith('arn:')
    ? requested.slice(requested.lastIndexOf(`:${type}:`) + type.length + 2)
    : requested;
}

/** What a policy is asked about: the one that is named, or all of them. */
export function requestedArn(call: Call, kind: DbKind): string {
  return dbArn(call, kind.type, requestedName(call, kind) ?? '*');
}

/** The one that is asked for, or else all. @throws ServiceError where it is not there */
export function selectRequested<T extends { name: string }>(
  call: Call,
  all: readonly T[],
  kind: DbKind,
): readonly T[] {
  const name = requestedName(call, kind);
  if (name === undefined) return all;
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw invalidValue(`Invalid database identifier: ${truncateEcho(name)}`);
  const found = all.filter((one) => one.name === name);
  if (found.length > 0) return found;
  throw new ServiceError(kind.notFound, `${kind.word} ${truncateEcho(name)} not found.`, 404);
}

/** Filter name to what an item offers under it. Patterns are no part of this service. */
export type DbFields<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

/** The items that pass every filter of the request. @throws ServiceError for a filter that there is not */
export function applyDbFilters<T>(params: Params, all: readonly T[], fields: DbFields<T>): T[] {
  const tests = structures(params, 'Filters.Filter').map((filter) => {
    const name = requiredText(filter, 'Name');
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw invalidValue(`Unrecognized filter name: ${truncateEcho(name)}`);
    const wanted = values(filter, 'Values.Value');
    return (item: T) => field(item).some((value) => wanted.includes(value));
  });
  return all.filter((item) => tests.every((test) => test(item)));
}

/** Security groups as instances and clusters have them. */
export function memberships(groups: readonly string[]): XmlNode | string {
  return xmlList(
    'VpcSecurityGroupMembership',
    groups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
  );
}
