import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import { ServiceError, invalidValue } from '../errors.ts';
import { integer, text } from '../query.ts';

const SMALLEST = 5;
const LARGEST = 1000;

/** Ties a token to the request it came from: AWS, too, wants the same question for the next page. */
function questionOf(call: Call): string {
  const asked = [...call.params].filter(([name]) => name !== 'NextToken' && name !== 'MaxResults');
  const key = JSON.stringify([call.regionName, asked.sort(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}

function pageSize(call: Call): number {
  const asked = integer(call.params, 'MaxResults');
  if (asked !== undefined && (asked < SMALLEST || asked > LARGEST)) {
    throw invalidValue(
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value from ${SMALLEST} to ${LARGEST}.`,
    );
  }
  return Math.min(asked ?? Infinity, call.pageSize ?? Infinity);
}

/** Where the page starts. An item that went away meanwhile is made up for by the place it had. */
function startOf(call: Call, ids: readonly string[]): number {
  const token = text(call.params, 'NextToken');
  if (token === undefined) return 0;
  const decoded = Buffer.from(token, 'base64url').toString('utf8');
  const [question, offset = '', after = ''] = decoded.split(' ');
  if (question !== questionOf(call) || !/^\d+$/.test(offset)) {
    throw new ServiceError(
      'InvalidPaginationToken',
      'The specified pagination token is not valid or is expired',
    );
  }
  const index = ids.indexOf(after);
  return index >= 0 ? index + 1 : Math.min(Number(offset), ids.length);
}

/**
 * The part of a list that this call's `MaxResults` (5–1000, absent: everything) and `NextToken` ask for, with the
 * token of the next part where there is more.
 *
 * @throws ServiceError `InvalidParameterValue`, `InvalidPaginationToken`
 */
export function page<T extends { id: string }>(
  call: Call,
  list: readonly T[],
): { part: readonly T[]; nextToken: string | undefined } {
  const size = pageSize(call);
  const start = startOf(
    call,
    list.map(({ id }) => id),
  );
  const part = list.slice(start, start + size);
  const last = part.at(-1);
  if (last === undefined || start + part.length >= list.length) return { part, nextToken: undefined };
  const token = [questionOf(call), String(start + part.length), last.id].join(' ');
  return { part, nextToken: Buffer.from(token).toString('base64url') };
}
