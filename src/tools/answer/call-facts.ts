import { z } from 'zod';
import type { Identity } from '#aws/sts/identity.ts';
import type { AwsSession } from '#aws/aws-session.ts';
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
export function factNotes({ account, region, credential_source: source, warnings }: CallFacts): string[] {
  const place = `Account ${account ?? 'unknown'}, region ${region}, credentials from ${source}.`;
  return [...warnings.map((warning) => `Warning: ${warning}`), place];
}

const ROOT =
  'These are root credentials: they may do everything in the account. Use an IAM user or a role instead.';

/** Told where a read of AWS's contradicts what this process changed a moment ago. */
export const BEHIND =
  "AWS's list does not show a change that was made a moment ago: it is behind, or somebody undid it. Repeat the call to see.";

/** How long an answer waits for STS once its own work is done: milliseconds. */
const IDENTITY_GRACE = 3_000;

/**
 * Asks whose account it is while the work goes on, never before it. STS being out of reach costs the
 * account's number and a warning; what was done stands.
 */
export async function withCallFacts<T>(
  session: AwsSession,
  work: Promise<T>,
  warnings: readonly string[] = [],
): Promise<{ value: T; facts: CallFacts }> {
  const asked = session.identity().catch(toWhitelistError);
  const value = await work.catch(async (error: unknown) => {
    throw await session.explained(error);
  });
  const identity = await Promise.race([asked, late()]);
  const known = identity !== null && 'account' in identity;
  const root = known && identity.arn.endsWith(':root') ? [ROOT] : [];
  const told = [...session.warnings, ...root, ...warnings];
  const facts = {
    account: known ? identity.account : null,
    region: session.region,
    credential_source: session.source,
    warnings: known ? told : [...told, unconfirmed(identity)],
  };
  return { value, facts };
}

function unconfirmed(error: Exclude<Awaited<ReturnType<typeof late>>, Identity>): string {
  const why = error === null ? 'STS did not answer in time' : error.message;
  return `The AWS account could not be confirmed; what this answer says of the rules holds. ${why}`;
}

function late(): Promise<ReturnType<typeof toWhitelistError> | null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), IDENTITY_GRACE).unref());
}
