import type { Call } from '#sandbox/auth/call.ts';
import { ServiceError, truncateEcho } from '#sandbox/protocol/errors.ts';
import type { Permission } from '#sandbox/auth/policies.ts';
import { text } from '#sandbox/protocol/query.ts';
import { cacheArn } from './names.ts';

/** How the service speaks of one kind of cache. */
interface CacheKind {
  action: string;
  type: 'cluster' | 'replicationgroup' | 'serverlesscache';
  /** The parameter that asks for one. */
  parameter: string;
  /** The code for one that is not there. */
  notFound: string;
  words: (name: string) => string;
}

const requestedName = ({ params }: Call, { parameter }: CacheKind) => text(params, parameter)?.toLowerCase();

/** What a policy is asked about: the one that is named, or all of them. */
export function requiredPermission(call: Call, kind: CacheKind): Permission {
  const resource = cacheArn(call, kind.type, requestedName(call, kind) ?? '*');
  return { action: `elasticache:${kind.action}`, resource };
}

/** The one that is asked for, in any case, or else all. @throws ServiceError where it is not there */
export function selectRequested<T extends { name: string }>(
  call: Call,
  all: readonly T[],
  kind: CacheKind,
): readonly T[] {
  const name = requestedName(call, kind);
  if (name === undefined) return all;
  const found = all.filter((one) => one.name === name);
  if (found.length > 0) return found;
  throw new ServiceError(kind.notFound, kind.words(truncateEcho(name)), 404);
}
