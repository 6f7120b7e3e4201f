import type { Call } from '#sandbox/auth/call.ts';
import { ServiceError, echo } from '#sandbox/errors.ts';
import type { Need } from '#sandbox/auth/policies.ts';
import { text } from '#sandbox/query.ts';
import { cacheArn } from './names.ts';

/** How the service speaks of one kind of cache. */
interface Kind {
  action: string;
  type: 'cluster' | 'replicationgroup' | 'serverlesscache';
  /** The parameter that asks for one. */
  parameter: string;
  /** The code for one that is not there. */
  notFound: string;
  words: (name: string) => string;
}

const askedFor = ({ params }: Call, { parameter }: Kind) => text(params, parameter)?.toLowerCase();

/** What a policy is asked about: the one that is named, or all of them. */
export function needOf(call: Call, kind: Kind): Need {
  const resource = cacheArn(call, kind.type, askedFor(call, kind) ?? '*');
  return { action: `elasticache:${kind.action}`, resource };
}

/** The one that is asked for, in any case, or else all. @throws ServiceError where it is not there */
export function asked<T extends { name: string }>(call: Call, all: readonly T[], kind: Kind): readonly T[] {
  const name = askedFor(call, kind);
  if (name === undefined) return all;
  const found = all.filter((one) => one.name === name);
  if (found.length > 0) return found;
  throw new ServiceError(kind.notFound, kind.words(echo(name)), 404);
}
