import { toWhitelistError } from '#core/errors/errors.ts';
import { readToolArguments } from '#cli/arguments/tool-arguments.ts';
import { toolCommands } from '#cli/arguments/tool-commands.ts';
import { EXIT, exitCodeOfError } from '#cli/terminal/exit-codes.ts';
import type { Io } from '#cli/terminal/io.ts';
import type { ParsedLine } from '#cli/arguments/command-line.ts';
import { formatError, formatJson, formatView } from '#cli/terminal/print.ts';
import { createEnvironmentReport, formatEnvironmentReport } from './environment-report.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';

/**
 * `awswhitelist doctor`: what this machine gives the program, then what `whoami` finds with it. Not even a wrong
 * config file or the lack of credentials keeps it from telling the rest.
 */
export function runDoctor(line: ParsedLine, io: Io): Promise<number> {
  return withRuntime(line, io, async (runtime, config) => {
    const { describeProblems, listProfiles, readSharedFiles } = await import('#aws/index.ts');
    const files = await readSharedFiles();
    const aws = { profiles: listProfiles(files), problems: describeProblems(files, null) };
    const facts = createEnvironmentReport(config, io.env, aws);
    if (!line.global.json) io.out(`${formatEnvironmentReport(facts)}\n`);
    const whoami = toolCommands.find(({ name }) => name === 'whoami');
    if (!whoami) return EXIT.defect;
    const args = await readToolArguments({ ...whoami, name: 'doctor' }, line, io);
    try {
      const { result, view } = await whoami.tool.call(args, runtime.toolContext({ signal: io.stop }));
      io.out(line.global.json ? formatJson({ ...facts, whoami: result }) : formatView(view));
      const lacks = result['can_read'] === false || result['can_change'] === false;
      return lacks ? EXIT.denied : EXIT.done;
    } catch (thrown) {
      const report = toWhitelistError(thrown).report();
      if (line.global.json) io.out(formatJson({ ...facts, error: report }));
      io.err(formatError(report));
      return exitCodeOfError(report);
    }
  });
}
