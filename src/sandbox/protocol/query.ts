import { ServiceError, truncateEcho, invalidValue, missingParameter } from './errors.ts';

/** The parameters of one request, by their name on the wire (`IpPermissions.1.FromPort`). */
export type Params = ReadonlyMap<string, string>;

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new ServiceError('MalformedQueryString', 'The query string is not valid percent-encoded UTF-8');
  }
}

/**
 * Reads an `application/x-www-form-urlencoded` body or a query string.
 *
 * @throws ServiceError `MalformedQueryString` for broken encoding or a name given twice: AWS's query
 *   protocol numbers its lists, so a repeated name has no meaning.
 */
export function parseForm(text: string): Params {
  const params = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decode(cut < 0 ? pair : pair.slice(0, cut));
    if (params.has(name)) {
      throw new ServiceError(
        'MalformedQueryString',
        `The parameter ${truncateEcho(name)} is given more than once`,
      );
    }
    params.set(name, cut < 0 ? '' : decode(pair.slice(cut + 1)));
  }
  return params;
}

/** The parameter, or `undefined` when it is absent or empty: SDKs send an unset text either way. */
export function text(params: Params, name: string): string | undefined {
  const value = params.get(name);
  return value === '' ? undefined : value;
}

/** As `text`, but the parameter has to be there. @throws ServiceError `MissingParameter` */
export function requiredText(params: Params, name: string): string {
  const value = text(params, name);
  if (value === undefined) throw missingParameter(name);
  return value;
}

/** A whole number, or `undefined` when absent. @throws ServiceError `InvalidParameterValue` */
export function integer(params: Params, name: string): number | undefined {
  const value = text(params, name);
  if (value === undefined) return undefined;
  if (!/^[+-]?\d{1,10}$/.test(value)) {
    throw invalidValue(`Invalid value '${truncateEcho(value)}' for ${name}: an integer is expected`);
  }
  return Number(value);
}

/** `true` only for the word; absent is `false`. @throws ServiceError `InvalidParameterValue` */
export function flag(params: Params, name: string): boolean {
  const value = text(params, name)?.toLowerCase();
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw invalidValue(`Invalid value '${truncateEcho(value)}' for ${name}: true or false is expected`);
}

/**
 * The numbered structures under a name (`Filter.1.Name`, `Filter.1.Value.1`, `Filter.2.…`), in the order of
 * their numbers, each with the prefix taken off. Gaps in the numbering are allowed, as on AWS.
 */
export function structures(params: Params, name: string): Params[] {
  const found = new Map<number, Map<string, string>>();
  const prefix = `${name}.`;
  for (const [key, value] of params) {
    if (!key.startsWith(prefix)) continue;
    const match = /^(\d{1,6})(?:\.(.+))?$/s.exec(key.slice(prefix.length));
    if (match?.[1] === undefined) continue;
    const index = Number(match[1]);
    const entry = found.get(index) ?? new Map<string, string>();
    entry.set(match[2] ?? '', value);
    found.set(index, entry);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, entry]) => entry);
}

/** The parameters of the one structure under a name (`SecurityGroupRule.FromPort`), with the prefix taken off. */
export function substructure(params: Params, name: string): Params {
  const prefix = `${name}.`;
  const inside = [...params].filter(([key]) => key.startsWith(prefix));
  return new Map(inside.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** The numbered plain values under a name (`GroupId.1`, `GroupId.2`), in the order of their numbers. */
export function values(params: Params, name: string): string[] {
  return structures(params, name).flatMap((entry) => entry.get('') ?? []);
}
