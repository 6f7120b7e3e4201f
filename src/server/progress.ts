import type { CallOptions } from '../context.ts';

/** Takes a notification for the client. */
export type Notify = (notification: {
  readonly method: string;
  readonly params: Record<string, unknown>;
}) => void;

/**
 * Tells the client of each AWS request of its call that has ended.
 *
 * @param token - What the client gave to know them by; anything that is no token asks for no progress.
 */
export function progressOf(token: unknown, notify: Notify): CallOptions['onProgress'] {
  if (typeof token !== 'string' && !Number.isInteger(token)) return undefined;
  let progress = 0;
  return (action) =>
    notify({
      method: 'notifications/progress',
      params: { progressToken: token, progress: (progress += 1), message: `${action} answered` },
    });
}
