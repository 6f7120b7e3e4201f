import { homedir, userInfo } from 'node:os';
import { main } from '#cli/main.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import { describeNodeDebugging, findNodeDebugging, silenceReports } from '#cli/terminal/node-debugging.ts';
import { reportCrash, stopOnSignals } from '#cli/terminal/process-events.ts';
import { createTerminalPrompt } from '#cli/terminal/prompts.ts';

/** The name people know; a container may run under a number that has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? 'unknown';
  }
}

// Promises that nobody waits for come this way, too.
process.on('uncaughtException', (error) => {
  process.exit(reportCrash(error, (line) => process.stderr.write(line)));
});

const stop = new AbortController();
const takeSignals = stopOnSignals(process, () => stop.abort());

// A reader that has gone away (`| head`) is no reason for a stack trace, nor for an end that hides how the work
// went: a command is as good as done, and a server ends by itself, once it has told what became of its changes.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const run = () =>
  main(process.argv.slice(2), {
    env: process.env,
    home: homedir(),
    cwd: process.cwd(),
    user: userName(),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    input: process.stdin,
    errWidth: () => (process.stderr.isTTY ? process.stderr.columns : null),
    isInteractive: process.stdin.isTTY,
    ask: createTerminalPrompt(process.stdin, process.stderr),
    stop: stop.signal,
    takeSignals,
  });

const debugging = findNodeDebugging(process.env, process.execArgv);
if (debugging === null) {
  silenceReports(process.report);
  void run().then((code) => {
    process.exitCode = code;
  });
} else {
  process.stderr.write(describeNodeDebugging(debugging));
  process.exitCode = EXIT.usage;
}
