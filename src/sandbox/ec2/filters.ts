import { echo, invalidValue } from '#sandbox/errors.ts';
import { matchesPattern } from '#sandbox/auth/policies.ts';
import { type Params, required, structures, values } from '#sandbox/query.ts';
import type { Tag } from '#sandbox/state/state.ts';

/** Filter name to the values that an item offers under it. */
export type Fields<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

function fieldOf<T extends { tags: Tag[] }>(name: string, fields: Fields<T>): (item: T) => readonly string[] {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (item) => item.tags.filter((tag) => tag.key === key).map(({ value }) => value);
  }
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) throw invalidValue(`The filter '${echo(name)}' is invalid`);
  return field;
}

/**
 * The items that pass every `Filter.n` of the request. One filter's values are alternatives and may hold `*`
 * and `?`; several filters all have to pass. `tag:KEY` works on everything.
 *
 * @throws ServiceError `InvalidParameterValue` for a filter that the action does not have
 */
export function filtered<T extends { tags: Tag[] }>(
  params: Params,
  list: readonly T[],
  fields: Fields<T>,
): T[] {
  const tests = structures(params, 'Filter').map((filter) => {
    const name = required(filter, 'Name');
    const field = fieldOf(name, fields);
    const patterns = values(filter, 'Value');
    if (patterns.length === 0) throw invalidValue(`The filter '${echo(name)}' has no value`);
    return (item: T) =>
      field(item).some((value) => patterns.some((pattern) => matchesPattern(pattern, value)));
  });
  return list.filter((item) => tests.every((test) => test(item)));
}
