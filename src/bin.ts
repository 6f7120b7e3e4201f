import { homedir, userInfo } from 'node:os';
import { findPerson } from '#cli/runtime/person.ts';
import { dropUnfilledVariables } from '#cli/runtime/unfilled-variables.ts';
import { main } from '#cli/main.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import { describeNodeDebugging, findNodeDebugging, silenceReports } from '#cli/terminal/node-debugging.ts';
import { reportCrash, stopOnSignals } from '#cli/terminal/process-events.ts';
import { createTerminalPrompt } from '#cli/terminal/prompts.ts';

// Promises that nobody waits for come this way, too.
process.on('uncaughtException', (error) => {
  process.exit(reportCrash(error, (line) => process.stderr.write(line)));
});

const stop = new AbortController();
const takeSignals = stopOnSignals(process, () => stop.abort());

// A reader that has gone away (`| head`) is no reason for a stack trace, nor for an end that hides how the work
// went: a command is as good as done, and a server ends by itself, once it has told what became of its changes.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const person = findPerson({
  env: process.env,
  homedir,
  userInfo,
  cwd: () => process.cwd(),
  getuid: process.getuid,
});
// The AWS SDK looks there by itself: without a home it would throw, and with a relative one read a stranger's files.
if (person.isHomeReplaced) process.env['HOME'] = person.home ?? '/nonexistent';

const warnings = dropUnfilledVariables(process.env);

const run = () =>
  main(process.argv.slice(2), {
    env: process.env,
    home: person.home,
    cwd: person.cwd,
    user: person.user,
    warnings,
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
