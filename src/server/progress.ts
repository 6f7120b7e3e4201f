import type { CallOptions } from '#context.ts';

/** Takes a notification for the client. */
export type Notify = (notification: {
  readonly method: string;
  readonly params: Record<string, unknown>;
}) => void;

/**
 * Tells the client how far its call has come: each AWS request that has ended or, once a call of several things tells of
 * these, each of them, with their total. The numbers of one call only grow, as the protocol wants, so that what was told
 * before the first of several counts as done already.
 *
 * @param token - What the client gave to know them by; anything that is no token asks for no progress.
 */
export function createProgressListeners(
  token: unknown,
  notify: Notify,
): Pick<CallOptions, 'onProgress' | 'onStep'> {
  if (typeof token !== 'string' && !Number.isInteger(token)) return {};
  let lastProgress = 0;
  let series: { readonly before: number; done: number } | null = null;
  const notifyProgress = (progress: number, more: { readonly total?: number; readonly message: string }) => {
    lastProgress = progress;
    notify({ method: 'notifications/progress', params: { progressToken: token, progress, ...more } });
  };
  return {
    onProgress(action) {
      if (series === null) notifyProgress(lastProgress + 1, { message: `${action} answered` });
    },
    onStep({ done, total, what }) {
      // One thing alone is told better by its requests.
      if (total < 2 || done === series?.done) return;
      if (series === null || done < series.done)
        series = { before: lastProgress === 0 ? 0 : lastProgress + 1, done };
      series.done = done;
      const { before } = series;
      notifyProgress(before + done, { total: before + total, message: `${done} of ${total} ${what}` });
    },
  };
}
