import type { CallOptions } from '#context.ts';

/** Sends a notification to the client. */
export type Notify = (notification: {
  readonly method: string;
  readonly params: Record<string, unknown>;
}) => void;

/**
 * Tells the client how far its call has come: by each AWS request that has ended or, where a call is about several
 * things, by each of these, with their total. The numbers of one call only grow, as the protocol demands, so what was
 * reported before the first of several things counts as done.
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
      // For one thing alone, its requests say more.
      if (total < 2 || done === series?.done) return;
      if (series === null || done < series.done)
        series = { before: lastProgress === 0 ? 0 : lastProgress + 1, done };
      series.done = done;
      const { before } = series;
      notifyProgress(before + done, { total: before + total, message: `${done} of ${total} ${what}` });
    },
  };
}
