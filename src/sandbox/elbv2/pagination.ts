import type { Call } from '#sandbox/auth/call.ts';
import { validationError } from '#sandbox/protocol/errors.ts';
import { type Paging, paginate } from '#sandbox/pagination.ts';

const PAGING: Paging = {
  size: 'PageSize',
  token: 'Marker',
  least: 1,
  most: 400,
  usual: 400,
  wrongSize: (asked) =>
    validationError(
      `1 validation error detected: Value '${asked}' at 'pageSize' failed to satisfy constraint: Member must have value between 1 and 400`,
    ),
  wrongToken: () => validationError('The marker is not valid'),
};

/** The part of a list that `PageSize` and `Marker` ask for. */
export function paginateBalancers<T>(
  call: Call,
  list: readonly T[],
  idOf: (item: T) => string,
): { part: readonly T[]; NextMarker: string | undefined } {
  const { part, next } = paginate(call, list, idOf, PAGING);
  return { part, NextMarker: next };
}
