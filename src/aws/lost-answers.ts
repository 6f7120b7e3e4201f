import { EXPLANATIONS } from './explanations.ts';
import { readFailure } from './faults.ts';
import { neverArrived } from './network-errors.ts';

/**
 * Outcomes of requests that the SDK repeated after an answer of AWS's was lost: the lost one may have been
 * carried out, so that what came afterwards ("it exists already", "slow down") is not the whole truth.
 */
const afterLoss = new WeakSet<object>();

/** Requests of which an answer was lost, by the SDK's own context of each. */
const lossy = new WeakSet<object>();

export function followsLostAnswer(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && afterLoss.has(outcome);
}

/** Has to stand inside the SDK's retries, where it sees every attempt. */
export async function watchAttempt<T extends { output: object }>(
  context: object,
  attempt: () => Promise<T>,
): Promise<T> {
  const earlier = lossy.has(context);
  try {
    const result = await attempt();
    if (earlier) afterLoss.add(result.output);
    return result;
  } catch (error) {
    if (earlier && error instanceof Error) afterLoss.add(error);
    if (isLost(error)) lossy.add(context);
    throw error;
  }
}

function isLost(error: unknown): boolean {
  const failure = readFailure(error);
  // A code that is known is a refusal, whatever its status: throttling comes as a 503.
  if (EXPLANATIONS.has(failure.code)) return false;
  return failure.httpStatus >= 500 || (failure.httpStatus === 0 && !neverArrived(failure));
}
