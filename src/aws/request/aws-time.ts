import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AwsClock } from './aws-clock.ts';
import { orAborted, send, type SendOptions } from './send.ts';
import { strange } from '#aws/errors/strange.ts';

/**
 * AWS's time. STS is asked only where no answer has told it, and by one call for all that wait.
 *
 * @throws WhitelistError as the question failed, where the time is not known
 */
export async function awsTime(
  clock: AwsClock,
  sts: () => STSClient,
  where: { readonly region: Region; readonly source: string },
  options: SendOptions,
): Promise<Date> {
  const known = clock.read();
  if (known) return known;
  const attempt = { action: 'sts:GetCallerIdentity', ...where, changes: false };
  const ask = () =>
    send(attempt, options, (o) => sts().send(new GetCallerIdentityCommand({}), o)).then(
      () => strange(`${attempt.action} without its time`),
      toWhitelistError,
    );
  const others = clock.asking();
  if (others) {
    await orAborted(others, options.signal).catch(() => {});
    const told = clock.read();
    if (told) return told;
  }
  // The call that asked may have been cancelled, or have had other credentials: then each asks for itself.
  const failure = await (others ? ask() : clock.begin(ask()));
  const told = clock.read();
  if (told) return told;
  throw unknownTime(failure);
}

function unknownTime({ code, message, details }: WhitelistError): WhitelistError {
  const words = `AWS's time is not known, and nothing that depends on it was changed: ${message}`;
  return new WhitelistError(code, words, details);
}
