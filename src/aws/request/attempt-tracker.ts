import { getSmithyContext } from '@smithy/core/transport';
import { EXPLANATIONS } from '#aws/errors/explanations.ts';
import { readFailure } from '#aws/errors/sdk-failure.ts';
import { neverArrived } from '#aws/errors/network-errors.ts';

/** One request to AWS with all its repetitions: what of it may have been carried out by now. */
export class AttemptTracker {
  /** An attempt was handed to the network, and its answer has not come. */
  isInFlight = false;
  /** An answer never came, or was none of AWS's: what it would have told may have been done. */
  responseLost = false;
  #stopped = false;
  #failure: unknown;

  /** Whether anything may have been carried out, as far as can be told without an answer to the attempt under way. */
  get mayHaveExecuted(): boolean {
    return this.isInFlight || this.responseLost;
  }

  /** Lets no further attempt begin; the one under way goes on. */
  stopAttempts(): void {
    this.#stopped = true;
  }

  /** What is to be told of a failure: that of AWS or the network, where only the wait for another attempt was ended. */
  rootFailure(thrown: unknown): unknown {
    return this.#stopped ? (this.#failure ?? thrown) : thrown;
  }

  async track<T extends { output: object }>(next: () => Promise<T>): Promise<T> {
    if (this.#stopped) throw Object.assign(new Error('no further attempt'), { name: 'AbortError' });
    this.isInFlight = true;
    try {
      return requireContent(await next());
    } catch (error) {
      this.#failure = error;
      this.responseLost ||= isResponseLost(error);
      throw error;
    } finally {
      this.isInFlight = false;
    }
  }
}

/** A proxy's page with status 200 has none of an answer's members; the SDK would let it pass for a success. */
function requireContent<T extends { output: object }>(result: T): T {
  const { $metadata, ...members }: { $metadata?: unknown } = result.output;
  if (Object.values(members).some((member) => member !== undefined)) return result;
  throw Object.assign(new Error('an answer without content'), { $metadata });
}

/** Whether AWS may have done what was asked, although this came instead of its answer. */
export function isResponseLost(error: unknown): boolean {
  const failure = readFailure(error);
  // A code that is known is a refusal, whatever its status: throttling comes as a 503.
  if (EXPLANATIONS.has(failure.code)) return false;
  return failure.httpStatus >= 500 || (failure.httpStatus === 0 && !neverArrived(failure));
}

const trackers = new WeakMap<AbortSignal, AttemptTracker>();

/** @param signal - Of this request alone: by it, the SDK's middleware finds the flight again. */
export function createAttemptTracker(signal: AbortSignal): AttemptTracker {
  const tracker = new AttemptTracker();
  trackers.set(signal, tracker);
  return tracker;
}

/** Has to stand inside the SDK's retries, where it sees every attempt. */
export function trackAttempt<T extends { output: object }>(
  context: Record<string, unknown>,
  attempt: () => Promise<T>,
): Promise<T> {
  const { abortSignal: signal } = getSmithyContext(context);
  const tracker = signal instanceof AbortSignal ? trackers.get(signal) : undefined;
  return tracker ? tracker.track(attempt) : attempt().then(requireContent);
}

/** Its place in a client's stack of middleware. */
export const INSIDE_RETRIES = { step: 'finalizeRequest', priority: 'low', name: 'watchAttempts' } as const;
