import type { Call } from '#sandbox/auth/call.ts';
import { ServiceError, invalidValue } from '#sandbox/protocol/errors.ts';
import { type Paging, paginate } from '#sandbox/pagination.ts';
import { text } from '#sandbox/protocol/query.ts';

const PAGING: Paging = {
  size: 'MaxResults',
  token: 'NextToken',
  least: 5,
  most: 1000,
  usual: Infinity,
  wrongSize: (asked) =>
    invalidValue(`Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`),
  wrongToken: () =>
    new ServiceError('InvalidPaginationToken', 'The specified pagination token is not valid or is expired'),
};

/**
 * The part of a list that this call's `MaxResults` (5–1000, absent: everything) and `NextToken` ask for, with the
 * token of the next part where there is more.
 *
 * @throws ServiceError `InvalidParameterValue`, `InvalidPaginationToken`
 */
export function paginateEc2<T extends { id: string }>(
  call: Call,
  list: readonly T[],
): { part: readonly T[]; nextToken: string | undefined } {
  const { part, next } = paginate(call, list, ({ id }) => id, PAGING);
  return { part, nextToken: next };
}

/** Some actions take ids or pages, not both. @throws ServiceError `InvalidParameterCombination` */
export function checkNoPaging(call: Call, ids: readonly string[], name: string): void {
  if (ids.length === 0 || text(call.params, 'MaxResults') === undefined) return;
  throw new ServiceError(
    'InvalidParameterCombination',
    `The parameter ${name} cannot be used with the parameter maxResults`,
  );
}
