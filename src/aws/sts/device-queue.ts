/** What was last begun with each MFA device, by its serial number: settled once that has ended, well or not. */
export type DeviceQueue = Map<string, Promise<void>>;

/** Runs what needs a code of a device once everything before it has ended: a device shows one code at a time. */
export async function runAlone<T>(queue: DeviceQueue, serial: string, run: () => Promise<T>): Promise<T> {
  const result = (queue.get(serial) ?? Promise.resolve()).then(run);
  const ended = result.then(
    () => {},
    () => {},
  );
  queue.set(serial, ended);
  void ended.then(() => {
    if (queue.get(serial) === ended) queue.delete(serial);
  });
  return result;
}
