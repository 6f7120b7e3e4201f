import { ServiceError, truncateEcho } from '#sandbox/protocol/errors.ts';

/** How EC2 names a kind of resource in its refusals. */
interface IdKind {
  prefix: string;
  /** As in `InvalidInstanceID.NotFound`. */
  notFound: string;
  malformed: string;
  /** As in "The instance ID". */
  words: string;
}

/**
 * The resources of these ids, in the order of the ids, each once.
 *
 * @throws ServiceError for an id that is none, and one that nothing has
 */
export function findByIds<T extends { id: string }>(
  list: readonly T[],
  ids: readonly string[],
  kind: IdKind,
): T[] {
  const strange = ids.find((id) => !new RegExp(`^${kind.prefix}-[0-9a-f]+$`).test(id));
  if (strange !== undefined) {
    const expected = strange.startsWith(`${kind.prefix}-`) ? '' : ` (expecting "${kind.prefix}-...")`;
    throw new ServiceError(kind.malformed, `Invalid id: "${truncateEcho(strange)}"${expected}`);
  }
  const missing = ids.filter((id) => !list.some((one) => one.id === id));
  if (missing.length > 0) {
    const named = `'${truncateEcho(missing.join(', '))}'`;
    const words = missing.length === 1 ? `ID ${named} does` : `IDs ${named} do`;
    throw new ServiceError(kind.notFound, `The ${kind.words} ${words} not exist`);
  }
  return [...new Set(ids)].flatMap((id) => list.filter((one) => one.id === id));
}
