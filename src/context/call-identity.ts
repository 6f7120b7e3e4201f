import { createHash } from 'node:crypto';
import type { WaitingCall } from '#core/approval/questions.ts';
import { redactSecretLike } from '#core/text/redact.ts';

/** One call as it came, by which a person's answer finds it again. */
export interface CallIdentity {
  readonly tool: string;
  readonly args: unknown;
}

/** The same for the same tool with the same arguments, in whatever order they came; credentials play no part. */
export function digestCall({ tool, args }: CallIdentity): string {
  const text = JSON.stringify([tool, omitCredentials(args)], (_key, value: unknown) => sortKeys(value));
  return createHash('sha256').update(text).digest('base64url');
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function omitCredentials(args: unknown): Record<string, unknown> {
  if (typeof args !== 'object' || args === null) return {};
  return Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'credentials'));
}

/** Most of one argument that a page shows. No more of it is kept. */
const MAX_SHOWN_CHARACTERS = 1_000;

const toShownText = (text: string) => redactSecretLike(text).slice(0, MAX_SHOWN_CHARACTERS);

/** What the person is shown of it. */
export function toWaitingCall({ tool, args }: CallIdentity): WaitingCall {
  const given = Object.entries(omitCredentials(args)).map(
    ([name, value]) =>
      [toShownText(name), toShownText(typeof value === 'string' ? value : JSON.stringify(value))] as const,
  );
  return { tool, arguments: given };
}
