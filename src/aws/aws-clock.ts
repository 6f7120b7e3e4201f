/** AWS's time as its answers tell it, carried on between them. */
export interface AwsClock {
  /** @param date - An answer's `Date` header; what is no date is passed over. */
  heard(date: unknown): void;
  /** Null: no answer has told it yet, or the machine has slept since, or somebody has set its clock. */
  time(): Date | null;
}

/** The two clocks of this machine may drift apart by so much before they are not believed: milliseconds. */
const DRIFT = 2_000;

/** @param wall - The machine's clock, which is never believed, but tells that it was set. Both in milliseconds. */
export function createAwsClock(
  monotonic: () => number = () => performance.now(),
  wall: () => number = () => Date.now(),
): AwsClock {
  let last: { readonly told: number; readonly monotonic: number; readonly wall: number } | null = null;
  return {
    heard(date) {
      const told = typeof date === 'string' ? Date.parse(date) : Number.NaN;
      if (!Number.isNaN(told)) last = { told, monotonic: monotonic(), wall: wall() };
    },
    time() {
      if (!last) return null;
      const passed = monotonic() - last.monotonic;
      const apart = Math.abs(wall() - last.wall - passed);
      return apart > DRIFT ? null : new Date(last.told + passed);
    },
  };
}
