import { redactKnown } from '#core/text/redact.ts';
import type { AwsCredentials } from '#aws/sts/credentials.ts';

/** Inputs of STS that only AWS may know, by STS's own names. */
const CONFIDENTIAL_INPUTS = ['TokenCode', 'WebIdentityToken', 'ExternalId'] as const;

/** The fields of a failure that are shown; see `readFailure` in sdk-failure.ts. */
const REDACTED_FIELDS = ['name', 'message', 'requestId'] as const;

/** Removes from a failure, in place, every secret of its request: AWS, or a proxy in its place, may have repeated it. */
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
