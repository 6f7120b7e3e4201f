import { byAwsClock, type Moment } from '#core/grants/moment.ts';

/** How long a call waits for STS to tell the time. */
const TIME_WAIT_MS = 5_000;

/** The time as one call sees it. */
export interface CallTime {
  /**
   * AWS's time, never this machine's.
   *
   * @throws WhitelistError where it is not known
   */
  readonly awsTime: () => Promise<Date>;
  /** AWS's time, else this machine's: then the call warns of it. */
  readonly moment: () => Promise<Moment>;
}

interface CallTimeOptions {
  readonly readAwsTime: () => Promise<Date>;
  /** Null: not known without a request. */
  readonly readKnownTime: () => Date | null;
  readonly readMachineTime: () => Date;
  /** Aborts once the call has ended. */
  readonly signal: AbortSignal;
  readonly warn: (warning: string) => void;
}

export function createCallTime({
  readAwsTime,
  readKnownTime,
  readMachineTime,
  signal,
  warn,
}: CallTimeOptions): CallTime {
  let isKnown = true;
  return {
    awsTime: readAwsTime,
    async moment() {
      const date = isKnown ? await readInTime(readAwsTime, signal) : readKnownTime();
      if (date !== null) return byAwsClock(date);
      const machineTime = readMachineTime();
      // Once is enough, for the question and for the warning.
      if (isKnown) warn(describeMachineTime(machineTime));
      isKnown = false;
      return { date: machineTime, isAwsTime: false };
    },
  };
}

/** @returns null: it is not known, or not in time */
async function readInTime(read: () => Promise<Date>, signal: AbortSignal): Promise<Date | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), TIME_WAIT_MS).unref();
  });
  try {
    return await Promise.race([read(), timeout]);
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  } finally {
    clearTimeout(timer);
  }
}

const describeMachineTime = (now: Date): string =>
  `AWS did not give its time, so ends of access go by this machine's clock, which reads ${now.toISOString().slice(0, 19)}Z. Check that it is right.`;
