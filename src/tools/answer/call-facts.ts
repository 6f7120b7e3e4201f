import { z } from 'zod';
import type { Identity } from '#aws/sts/identity.ts';
import type { AwsSession } from '#aws/session.ts';
import { toWhitelistError } from '#core/errors/errors.ts';

/** What every answer says of the call itself. */
export const callFacts = {
  account: z.string().nullable().describe('null: STS could not tell'),
  region: z.string(),
  credential_source: z.string(),
  warnings: z.array(z.string()),
};

export interface CallFacts {
  readonly account: string | null;
  readonly region: string;
  readonly credential_source: string;
  readonly warnings: string[];
}

/** The same for people: warnings first, then whose account and where. */
export function describeCallFacts({
  account,
  region,
  credential_source: source,
  warnings,
}: CallFacts): string[] {
  const origin = `Account ${account ?? 'unknown'}, region ${region}, credentials from ${source}.`;
  return [...warnings.map((warning) => `Warning: ${warning}`), origin];
}

const ROOT_WARNING =
  'These are root credentials: they may do everything in the account. Use an IAM user or a role instead.';

/** Told where a read of AWS's contradicts what this process changed a moment ago. */
export const STALE_READ =
  "AWS's list does not show a change that was made a moment ago: it is behind, or somebody undid it. Repeat the call to see.";

/** How long an answer waits for STS once its own work is done: milliseconds. */
const IDENTITY_GRACE_MS = 3_000;

/**
 * Asks whose account it is while the work goes on, never before it. STS being out of reach costs the
 * account's number and a warning; what was done stands.
 */
export async function withCallFacts<T>(
  session: AwsSession,
  work: Promise<T>,
  warnings: readonly string[] = [],
): Promise<{ value: T; facts: CallFacts }> {
  const lookup = session.identity().catch(toWhitelistError);
  const value = await work.catch(async (error: unknown) => {
    throw await session.diagnose(error);
  });
  const identity = await Promise.race([lookup, identityTimeout()]);
  const isKnown = identity !== null && 'account' in identity;
  const rootWarnings = isKnown && identity.arn.endsWith(':root') ? [ROOT_WARNING] : [];
  const allWarnings = [...session.warnings, ...rootWarnings, ...warnings];
  const facts = {
    account: isKnown ? identity.account : null,
    region: session.region,
    credential_source: session.source,
    warnings: isKnown ? allWarnings : [...allWarnings, describeUnconfirmed(identity)],
  };
  return { value, facts };
}

/** What was read, and the time then: AWS tells it with the answer. */
export async function readWithTime<T>(
  session: AwsSession,
  read: Promise<T>,
): Promise<{ readonly value: T; readonly now: Date }> {
  const value = await read;
  return { value, now: await session.now() };
}

function describeUnconfirmed(error: Exclude<Awaited<ReturnType<typeof identityTimeout>>, Identity>): string {
  const why = error === null ? 'STS did not answer in time' : error.message;
  return `The AWS account could not be confirmed; what this answer says of the rules holds. ${why}`;
}

function identityTimeout(): Promise<ReturnType<typeof toWhitelistError> | null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), IDENTITY_GRACE_MS).unref());
}
