/** Answers the path of the first thing that is not as it should be, or `null`. */
export type Check = (value: unknown, path: string) => string | null;

function where(test: (value: unknown) => boolean): Check {
  return (value, path) => (test(value) ? null : path);
}

export const string = where((value) => typeof value === 'string');
export const boolean = where((value) => typeof value === 'boolean');
export const integer = where((value) => Number.isSafeInteger(value));

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function nullable(check: Check): Check {
  return (value, path) => (value === null ? null : check(value, path));
}

export function optional(check: Check): Check {
  return (value, path) => (value === undefined ? null : check(value, path));
}

export function literal(...allowed: readonly unknown[]): Check {
  return where((value) => allowed.includes(value));
}

function firstFault(faults: Iterable<string | null>): string | null {
  for (const fault of faults) if (fault !== null) return fault;
  return null;
}

export function list(check: Check): Check {
  return (value, path) =>
    Array.isArray(value) ? firstFault(value.map((one, index) => check(one, `${path}[${index}]`))) : path;
}

export function dictionary(check: Check): Check {
  return (value, path) =>
    isRecord(value)
      ? firstFault(Object.entries(value).map(([key, one]) => check(one, `${path}.${key}`)))
      : path;
}

export function shape(fields: Record<string, Check>): Check {
  return (value, path) =>
    isRecord(value)
      ? firstFault(Object.entries(fields).map(([name, check]) => check(value[name], `${path}.${name}`)))
      : path;
}
