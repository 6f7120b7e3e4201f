/** The one clock of a sandbox: what it says of time and what it judges by time. */
export class Clock {
  readonly #source: () => Date;
  #ahead = 0;

  constructor(source: () => Date) {
    this.#source = source;
  }

  now(): Date {
    return new Date(this.#source().getTime() + this.#ahead * 1000);
  }

  /** Moves the clock ahead by so many seconds. */
  advance(seconds: number): void {
    this.#ahead += seconds;
  }
}
