import { withoutParts } from '#core/text/secret-parts.ts';
import type { AwsCredentials } from '#aws/sts/credentials.ts';

/** What is AWS's alone to know, of all that a request carries: STS's own names. */
const CONFIDENTIAL = ['TokenCode', 'WebIdentityToken', 'ExternalId'] as const;

/** What is read off a failure; see faults.ts. */
const READ = ['name', 'message', 'requestId'] as const;

/** What AWS, or a proxy in its place, says of a failure, without what it was told in confidence: changed in place. */
export function keepConfidence(failure: unknown, input: object, credentials: AwsCredentials | null): void {
  const { secretAccessKey = '', sessionToken = '' } = credentials ?? {};
  const told = CONFIDENTIAL.map((name): unknown => Reflect.get(input, name));
  const secrets = [secretAccessKey, sessionToken, ...told].filter((one) => typeof one === 'string');
  for (const said of [failure, (failure as { $metadata?: unknown }).$metadata]) strip(said, secrets);
}

function strip(said: unknown, secrets: readonly string[]): void {
  if (!(said instanceof Object)) return;
  for (const name of READ) {
    const words: unknown = Reflect.get(said, name);
    if (typeof words === 'string') Reflect.set(said, name, withoutParts(words, secrets));
  }
}
