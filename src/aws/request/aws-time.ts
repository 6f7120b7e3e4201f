import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AwsClock } from './aws-clock.ts';
import { raceAbort, send, type SendOptions } from './send.ts';
import { unexpectedResponse } from '#aws/errors/unexpected-response.ts';

/**
 * AWS's time. STS is asked only where no answer has told it, and by one call for all that wait.
 *
 * @throws WhitelistError as the question failed, where the time is not known
 */
export async function readAwsTime(
  clock: AwsClock,
  sts: () => STSClient,
  where: { readonly region: Region; readonly source: string },
  options: SendOptions,
): Promise<Date> {
  const known = clock.read();
  if (known) return known;
  const attempt = { action: 'sts:GetCallerIdentity', ...where, changes: false };
  const query = () =>
    send(attempt, options, (o) => sts().send(new GetCallerIdentityCommand({}), o)).then(
      () => unexpectedResponse(`${attempt.action} without its time`),
      toWhitelistError,
    );
  const otherQuery = clock.pendingQuery();
  if (otherQuery) {
    await raceAbort(otherQuery, options.signal).catch(() => {});
    const told = clock.read();
    if (told) return told;
  }
  // The call that asked may have been cancelled, or have had other credentials: then each asks for itself.
  const failure = await (otherQuery ? query() : clock.trackQuery(query()));
  const told = clock.read();
  if (told) return told;
  throw unknownTimeError(failure);
}

function unknownTimeError({ code, message, details }: WhitelistError): WhitelistError {
  const words = `AWS's time is not known, and nothing that depends on it was changed: ${message}`;
  return new WhitelistError(code, words, details);
}
