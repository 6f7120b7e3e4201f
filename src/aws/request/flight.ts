import { getSmithyContext } from '@smithy/core/transport';
import { EXPLANATIONS } from '#aws/errors/explanations.ts';
import { readFailure } from '#aws/errors/faults.ts';
import { neverArrived } from '#aws/errors/network-errors.ts';

/** One request to AWS with all its repetitions: what of it may have been carried out by now. */
export class Flight {
  /** An attempt was handed to the network, and its answer has not come. */
  underWay = false;
  /** An answer never came, or was none of AWS's: what it would have told may have been done. */
  lost = false;
  #stopped = false;
  #failure: unknown;

  /** Whether anything may have been carried out, as far as can be told without an answer to the attempt under way. */
  get mayBeDone(): boolean {
    return this.underWay || this.lost;
  }

  /** Lets no further attempt begin; the one under way goes on. */
  stop(): void {
    this.#stopped = true;
  }

  /** What is to be told of a failure: that of AWS or the network, where only the wait for another attempt was ended. */
  failure(thrown: unknown): unknown {
    return this.#stopped ? (this.#failure ?? thrown) : thrown;
  }

  async attempt<T extends { output: object }>(next: () => Promise<T>): Promise<T> {
    if (this.#stopped) throw Object.assign(new Error('no further attempt'), { name: 'AbortError' });
    this.underWay = true;
    try {
      return checked(await next());
    } catch (error) {
      this.#failure = error;
      this.lost ||= isLost(error);
      throw error;
    } finally {
      this.underWay = false;
    }
  }
}

/** A proxy's page with status 200 has none of an answer's members; the SDK would let it pass for a success. */
function checked<T extends { output: object }>(result: T): T {
  const { $metadata, ...members }: { $metadata?: unknown } = result.output;
  if (Object.values(members).some((member) => member !== undefined)) return result;
  throw Object.assign(new Error('an answer without content'), { $metadata });
}

/** Whether AWS may have done what was asked, although this came instead of its answer. */
export function isLost(error: unknown): boolean {
  const failure = readFailure(error);
  // A code that is known is a refusal, whatever its status: throttling comes as a 503.
  if (EXPLANATIONS.has(failure.code)) return false;
  return failure.httpStatus >= 500 || (failure.httpStatus === 0 && !neverArrived(failure));
}

const flights = new WeakMap<AbortSignal, Flight>();

/** @param signal - Of this request alone: by it, the SDK's middleware finds the flight again. */
export function beginFlight(signal: AbortSignal): Flight {
  const flight = new Flight();
  flights.set(signal, flight);
  return flight;
}

/** Has to stand inside the SDK's retries, where it sees every attempt. */
export function watchAttempt<T extends { output: object }>(
  context: Record<string, unknown>,
  attempt: () => Promise<T>,
): Promise<T> {
  const { abortSignal: signal } = getSmithyContext(context);
  const flight = signal instanceof AbortSignal ? flights.get(signal) : undefined;
  return flight ? flight.attempt(attempt) : attempt().then(checked);
}

/** Its place in a client's stack of middleware. */
export const INSIDE_RETRIES = { step: 'finalizeRequest', priority: 'low', name: 'watchAttempts' } as const;
