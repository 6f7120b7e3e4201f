/** Levels of lists and objects in one message. The deepest that MCP and the tools know have a dozen. */
const MOST_LEVELS = 100;

/**
 * Whether a value is nested so deep that what reads or writes it by calling itself could run out of stack; found level
 * by level, which cannot.
 */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MOST_LEVELS; depth++) {
    level = level.flatMap(inside);
    if (level.length === 0) return false;
  }
  return true;
}

function inside(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const values: unknown[] = Object.values(value);
  return values;
}
