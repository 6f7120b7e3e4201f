import { truncateEcho, invalidValue } from '#sandbox/protocol/errors.ts';
import { matchesPattern } from '#sandbox/auth/policies.ts';
import { type Params, requiredText, structures, values } from '#sandbox/protocol/query.ts';
import type { Tag } from '#sandbox/state/state.ts';

/** Filter name to the values that an item offers under it. */
export type FilterFields<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

function findField<T extends { tags: Tag[] }>(
  name: string,
  fields: FilterFields<T>,
): (item: T) => readonly string[] {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (item) => item.tags.filter((tag) => tag.key === key).map(({ value }) => value);
  }
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) throw invalidValue(`The filter '${truncateEcho(name)}' is invalid`);
  return field;
}

/**
 * The items that pass every `Filter.n` of the request. One filter's values are alternatives and may hold `*`
 * and `?`; several filters all have to pass. `tag:KEY` works on everything.
 *
 * @throws ServiceError `InvalidParameterValue` for a filter that the action does not have
 */
export function applyFilters<T extends { tags: Tag[] }>(
  params: Params,
  list: readonly T[],
  fields: FilterFields<T>,
): T[] {
  const tests = structures(params, 'Filter').map((filter) => {
    const name = requiredText(filter, 'Name');
    const field = findField(name, fields);
    const patterns = values(filter, 'Value');
    if (patterns.length === 0) throw invalidValue(`The filter '${truncateEcho(name)}' has no value`);
    return (item: T) =>
      field(item).some((value) => patterns.some((pattern) => matchesPattern(pattern, value)));
  });
  return list.filter((item) => tests.every((test) => test(item)));
}
