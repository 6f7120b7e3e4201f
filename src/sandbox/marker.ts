import type { Call } from '#sandbox/auth/call.ts';
import { invalidValue } from './errors.ts';
import { type Paging, pageOf } from './paging.ts';

const PAGING: Paging = {
  size: 'MaxRecords',
  token: 'Marker',
  least: 20,
  most: 100,
  usual: 100,
  wrongSize: (asked) => invalidValue(`Invalid value ${asked} for MaxRecords. Must be between 20 and 100`),
  wrongToken: () => invalidValue('The parameter Marker is not valid.'),
};

/** A page in the way of RDS and ElastiCache: `MaxRecords` from 20 to 100, which is the usual, and `Marker`. */
export function markerPage<T extends { name: string }>(
  call: Call,
  list: readonly T[],
): { part: readonly T[]; Marker: string | undefined } {
  const { part, next } = pageOf(call, list, ({ name }) => name, PAGING);
  return { part, Marker: next };
}
