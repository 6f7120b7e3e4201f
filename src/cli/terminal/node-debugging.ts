/** Parts of Node whose debugging prints what is sent, or the environment of programs that are started. */
const TELLING_PARTS = [
  'http',
  'https',
  'http2',
  'net',
  'tls',
  'stream',
  'undici',
  'fetch',
  'websocket',
  'child_process',
  'cluster',
  'worker',
];

/** Options of Node that write out what passes through the program, or all that it remembers. */
const TELLING_OPTIONS = [
  '--trace-tls',
  '--tls-keylog',
  '--heapsnapshot-signal',
  '--heapsnapshot-near-heap-limit',
];

/** How NODE_DEBUG names the parts: with commas between them, `*` for anything, in any case. */
function namesPart(debug: string, part: string): boolean {
  const pattern = debug
    .replace(/[|\\{}()[\]^$+?.]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll(',', '$|^');
  return new RegExp(`^${pattern}$`, 'i').test(part);
}

/**
 * What of Node's own debugging would print session tokens and passwords: as it is set. Null: nothing. It is settled
 * before the first line of ours runs, so that the program cannot take it back.
 */
export function findNodeDebugging(
  env: Readonly<Record<string, string | undefined>>,
  execArgv: readonly string[],
): string | null {
  const debug = env['NODE_DEBUG'];
  const part = debug === undefined ? undefined : TELLING_PARTS.find((one) => namesPart(debug, one));
  if (part !== undefined) return `NODE_DEBUG has ${part} in it`;
  // The system's own TLS library writes the keys of connections where this says.
  if (env['SSLKEYLOGFILE']) return 'SSLKEYLOGFILE is set';
  const given = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  // Node takes _ for - in its options.
  const options = given.map((word) => word.replace(/["']/g, '').replaceAll('_', '-').split('=')[0] ?? '');
  const option = TELLING_OPTIONS.find((one) => options.includes(one));
  return option === undefined ? null : `Node was started with ${option}`;
}

/** Why the program does not start. */
export const describeNodeDebugging = (what: string): string =>
  `Error: awswhitelist does not start while ${what}: Node would print session tokens and passwords.\n  - Take it out of the environment; awswhitelist -v tells what happens, without secrets.\n`;

/** Node's diagnostic reports have the whole environment in them, keys of AWS included: none is written. */
export function silenceReports(report: NodeJS.ProcessReport | undefined): void {
  if (!report) return;
  report.reportOnSignal = false;
  report.reportOnFatalError = false;
  report.reportOnUncaughtException = false;
}
