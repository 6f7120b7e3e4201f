/** What time it is. */
export interface Moment {
  readonly date: Date;
  /** By AWS's clock; otherwise by this machine's, which may be wrong. Nothing is taken away because of that one. */
  readonly isAwsTime: boolean;
}

const EPOCH = new Date(0);

/** The latest moment that has certainly passed: without AWS's time none has, so that nothing has expired. */
export const certainTime = ({ date, isAwsTime }: Moment): Date => (isAwsTime ? date : EPOCH);

export const byAwsClock = (date: Date): Moment => ({ date, isAwsTime: true });
