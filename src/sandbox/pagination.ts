import { createHash } from 'node:crypto';
import type { Call } from '#sandbox/auth/call.ts';
import { invalidValue, type ServiceError } from '#sandbox/protocol/errors.ts';
import { integer, text } from '#sandbox/protocol/query.ts';

/** How an API speaks of pages. */
export interface Paging {
  /** Name of the parameter that says how long a page may be. */
  size: string;
  /** Name of the parameter that asks for the next one. */
  token: string;
  least: number;
  most: number;
  /** Items of a page where the caller does not say. */
  usual: number;
  wrongSize: (requested: number) => ServiceError;
  wrongToken: () => ServiceError;
}

/** Ties a token to the request it came from: AWS, too, wants the same question for the next page. */
function requestDigest(call: Call, { size, token }: Paging): string {
  const requested = [...call.params].filter(([name]) => name !== token && name !== size);
  const key = JSON.stringify([call.regionName, requested.sort(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}

function pageSize(call: Call, { size, least, most, usual, wrongSize }: Paging): number {
  const requested = integer(call.params, size);
  if (requested !== undefined && (requested < least || requested > most)) throw wrongSize(requested);
  return Math.min(requested ?? usual, call.pageSize ?? Infinity);
}

/** Where the page starts. An item that went away meanwhile is made up for by the place it had. */
function findStart(call: Call, ids: readonly string[], paging: Paging): number {
  const token = text(call.params, paging.token);
  if (token === undefined) return 0;
  const decoded = Buffer.from(token, 'base64url').toString('utf8');
  const [question, offset = '', after = ''] = decoded.split(' ');
  if (question !== requestDigest(call, paging) || !/^\d+$/.test(offset)) throw paging.wrongToken();
  const index = ids.indexOf(after);
  return index >= 0 ? index + 1 : Math.min(Number(offset), ids.length);
}

/**
 * The part of a list that this call asks for, with the token of the next part where there is more.
 *
 * @param idOf - Tells the items apart; without a space in it.
 * @throws ServiceError for a size out of bounds, and a token of another question
 */
export function paginate<T>(
  call: Call,
  list: readonly T[],
  idOf: (item: T) => string,
  paging: Paging,
): { part: readonly T[]; next: string | undefined } {
  const size = pageSize(call, paging);
  const start = findStart(call, list.map(idOf), paging);
  const part = list.slice(start, start + size);
  const last = part.at(-1);
  if (last === undefined || start + part.length >= list.length) return { part, next: undefined };
  const token = [requestDigest(call, paging), String(start + part.length), idOf(last)].join(' ');
  return { part, next: Buffer.from(token).toString('base64url') };
}

const MARKER_PAGING: Paging = {
  size: 'MaxRecords',
  token: 'Marker',
  least: 20,
  most: 100,
  usual: 100,
  wrongSize: (requested) =>
    invalidValue(`Invalid value ${requested} for MaxRecords. Must be between 20 and 100`),
  wrongToken: () => invalidValue('The parameter Marker is not valid.'),
};

/** A page in the way of RDS and ElastiCache: `MaxRecords` from 20 to 100, which is the usual, and `Marker`. */
export function paginateByMarker<T extends { name: string }>(
  call: Call,
  list: readonly T[],
): { part: readonly T[]; Marker: string | undefined } {
  const { part, next } = paginate(call, list, ({ name }) => name, MARKER_PAGING);
  return { part, Marker: next };
}
