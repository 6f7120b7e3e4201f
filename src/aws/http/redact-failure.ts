import { redactKnown } from '#core/text/redact.ts';
import type { AwsCredentials } from '#aws/sts/credentials.ts';

/** What is AWS's alone to know, of all that a request carries: STS's own names. */
const CONFIDENTIAL_INPUTS = ['TokenCode', 'WebIdentityToken', 'ExternalId'] as const;

/** What is read off a failure; see faults.ts. */
const REDACTED_FIELDS = ['name', 'message', 'requestId'] as const;

/** What AWS, or a proxy in its place, says of a failure, without what it was told in confidence: changed in place. */
export function redactFailure(failure: unknown, input: object, credentials: AwsCredentials | null): void {
  const { secretAccessKey = '', sessionToken = '' } = credentials ?? {};
  const confidential = CONFIDENTIAL_INPUTS.map((name): unknown => Reflect.get(input, name));
  const secrets = [secretAccessKey, sessionToken, ...confidential].filter((one) => typeof one === 'string');
  for (const target of [failure, (failure as { $metadata?: unknown }).$metadata])
    redactFields(target, secrets);
}

function redactFields(target: unknown, secrets: readonly string[]): void {
  if (!(target instanceof Object)) return;
  for (const name of REDACTED_FIELDS) {
    const text: unknown = Reflect.get(target, name);
    if (typeof text === 'string') Reflect.set(target, name, redactKnown(text, secrets));
  }
}
