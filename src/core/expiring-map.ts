export interface ExpiringMapOptions<V> {
  /** How long an entry lasts for which nothing else is said: milliseconds. */
  readonly lifetime: number;
  readonly now: () => Date;
  /**
   * Calls a function later. With it a value is let go when its time is over, which secrets need, and those who wait
   * for it. Default: it is let go when the map is next used.
   */
  readonly startTimer?: (run: () => void, milliseconds: number) => NodeJS.Timeout;
  /** Most entries; beyond it the oldest goes. Default: no limit. */
  readonly maxEntries?: number;
  /** Told of each value whose time ran out. */
  readonly onExpired?: (value: V) => void;
}

interface Entry<V> {
  readonly value: V;
  readonly until: number;
  readonly timer: NodeJS.Timeout | undefined;
}

/**
 * A map whose entries expire. The clock counts even where there is a timer: timers stand still while a machine sleeps,
 * and a clock can be set back.
 */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #options: ExpiringMapOptions<V>;

  constructor(options: ExpiringMapOptions<V>) {
    this.#options = options;
  }

  /**
   * An entry that is set again keeps its place, and its time starts anew.
   *
   * @param until - When it expires, in milliseconds since 1970. Default: after the map's lifetime.
   */
  set(key: string, value: V, until?: number): void {
    clearTimeout(this.#entries.get(key)?.timer);
    const { lifetime, now, startTimer, maxEntries = Infinity } = this.#options;
    const time = now().getTime();
    const end = until ?? time + lifetime;
    const timer = startTimer?.(() => this.#expire(key), end - time);
    this.#entries.set(key, { value, until: end, timer });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= maxEntries) break;
      this.delete(oldest);
    }
  }

  get(key: string): V | null {
    this.#removeExpired();
    return this.#entries.get(key)?.value ?? null;
  }

  /** The value, which is forgotten with this. */
  take(key: string): V | null {
    const value = this.get(key);
    this.delete(key);
    return value;
  }

  delete(key: string): void {
    clearTimeout(this.#entries.get(key)?.timer);
    this.#entries.delete(key);
  }

  values(): readonly V[] {
    this.#removeExpired();
    return [...this.#entries.values()].map(({ value }) => value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  #removeExpired(): void {
    const time = this.#options.now().getTime();
    const expired = [...this.#entries].filter(([, { until }]) => until <= time);
    for (const [key] of expired) this.#expire(key);
  }

  #expire(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.delete(key);
    this.#options.onExpired?.(entry.value);
  }
}
