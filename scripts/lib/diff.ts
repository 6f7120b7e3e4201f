/** The lines in which two texts differ, between their common beginning and end. */
export function formatDiff(old: string, now: string, most = 40): string {
  const a = old.split('\n');
  const b = now.split('\n');
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  const room = Math.min(a.length, b.length) - start;
  while (end < room && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const lines = [
    `@@ line ${start + 1}`,
    ...a.slice(start, a.length - end).map((line) => `- ${line}`),
    ...b.slice(start, b.length - end).map((line) => `+ ${line}`),
  ];
  return lines.length <= most ? lines.join('\n') : [...lines.slice(0, most), '…'].join('\n');
}
