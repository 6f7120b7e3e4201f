export interface ExpiringMapOptions<V> {
  /** ms */
  readonly lifetime: number;
  readonly now: () => Date;
  /** Most entries; beyond it the oldest goes. Default: no limit. */
  readonly maxEntries?: number;
  /** Told of each value that ended by itself. */
  readonly onExpired?: (value: V) => void;
}

interface Entry<V> {
  readonly value: V;
  readonly until: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * A map whose entries end by themselves. The clock counts as well as the timer: timers stand still while a machine
 * sleeps, and a clock can be set back.
 */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #options: ExpiringMapOptions<V>;

  constructor(options: ExpiringMapOptions<V>) {
    this.#options = options;
  }

  /** An entry that is set again keeps its place, and its time starts anew. */
  set(key: string, value: V): void {
    clearTimeout(this.#entries.get(key)?.timer);
    const { lifetime, now, maxEntries: most = Infinity } = this.#options;
    // Unreferenced: what somebody may still answer keeps no process alive.
    const timer = setTimeout(() => this.#end(key), lifetime).unref();
    this.#entries.set(key, { value, until: now().getTime() + lifetime, timer });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= most) break;
      this.delete(oldest);
    }
  }

  get(key: string): V | null {
    this.#sweep();
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
    this.#sweep();
    return [...this.#entries.values()].map(({ value }) => value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  #sweep(): void {
    const time = this.#options.now().getTime();
    const over = [...this.#entries].filter(([, { until }]) => until <= time);
    for (const [key] of over) this.#end(key);
  }

  #end(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.delete(key);
    this.#options.onExpired?.(entry.value);
  }
}
