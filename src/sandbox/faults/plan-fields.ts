import { SandboxError } from '#sandbox/protocol/errors.ts';

/** The members of one JSON object of a plan, each read once; whatever is wrong is told with its place. */
export class PlanFields {
  readonly #path: string;
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #readNames = new Set<string>();

  constructor(value: unknown, path: string) {
    this.#path = path;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw planError(path, 'an object is expected');
    }
    this.#members = new Map(Object.entries(value));
  }

  /** The member as it is. */
  raw(name: string): unknown {
    this.#readNames.add(name);
    return this.#members.get(name);
  }

  pathOf(name: string): string {
    return `${this.#path}.${name}`;
  }

  oneOf<T extends string | number>(name: string, allowed: readonly T[], otherwise?: T): T {
    const value = this.raw(name) ?? otherwise;
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw planError(this.pathOf(name), `expected ${allowed.join(', ')}`);
    return found;
  }

  integer(name: string, least: number, otherwise: number): number {
    const value = this.raw(name) ?? otherwise;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
      throw planError(this.pathOf(name), `expected a whole number from ${least}`);
    }
    return value;
  }

  text(name: string, otherwise?: string): string {
    const value = this.raw(name) ?? otherwise;
    if (typeof value !== 'string' || value === '') throw planError(this.pathOf(name), 'expected a text');
    return value;
  }

  /** A list of texts; empty where there is none. */
  texts(name: string): readonly string[] {
    const value = this.raw(name) ?? [];
    if (!Array.isArray(value)) throw planError(this.pathOf(name), 'expected a list of texts');
    return value.map((one: unknown, index) => {
      if (typeof one === 'string' && one !== '') return one;
      throw planError(`${this.pathOf(name)}[${index}]`, 'expected a text');
    });
  }

  /** Texts by their names; empty where there are none. */
  dictionary(name: string): ReadonlyMap<string, string> {
    const value = this.raw(name) ?? {};
    const fields = new PlanFields(value, this.pathOf(name));
    return new Map([...fields.#members.keys()].map((key) => [key, fields.text(key)]));
  }

  /** @throws SandboxError for a member that nobody read */
  rejectUnknown(): void {
    const surplus = [...this.#members.keys()].find((name) => !this.#readNames.has(name));
    if (surplus === undefined) return;
    throw planError(this.pathOf(surplus), `not known here; known are ${[...this.#readNames].join(', ')}`);
  }
}

export function planError(path: string, what: string): SandboxError {
  return new SandboxError(`The fault plan cannot be used: ${path}: ${what}`);
}
