import { createHash } from 'node:crypto';
import type { WaitingCall } from '#core/approval/questions.ts';
import { redactSecretLike } from '#core/errors/invalid-input.ts';

/** One call as it came, by which a person's answer finds it again. */
export interface CallIdentity {
  readonly tool: string;
  readonly args: unknown;
}

/** The same for the same tool with the same arguments, in whatever order they came; credentials play no part. */
export function digestOf({ tool, args }: CallIdentity): string {
  const text = JSON.stringify([tool, withoutCredentials(args)], (_key, value: unknown) => sorted(value));
  return createHash('sha256').update(text).digest('base64url');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutCredentials(args: unknown): Record<string, unknown> {
  if (typeof args !== 'object' || args === null) return {};
  return Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'credentials'));
}

/** No page shows more of one argument, and what is kept of a call is what is shown of it: characters. */
const SHOWN = 1_000;

const shown = (text: string) => redactSecretLike(text).slice(0, SHOWN);

/** What the person is shown of it. */
export function waitingCall({ tool, args }: CallIdentity): WaitingCall {
  const given = Object.entries(withoutCredentials(args)).map(
    ([name, value]) =>
      [shown(name), shown(typeof value === 'string' ? value : JSON.stringify(value))] as const,
  );
  return { tool, arguments: given };
}
