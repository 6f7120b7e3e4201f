import { FROM_OPTION, GLOBAL_OPTIONS, type OptionText } from '#cli/arguments/command-line.ts';
import { formatSynopsis, type ToolCommand, toolCommands } from '#cli/arguments/tool-commands.ts';
import { type BuiltinCommand, builtinCommands } from '#cli/commands/builtin-commands.ts';
import { formatTable } from '#cli/terminal/print.ts';
import { VERSION } from '#version.ts';

interface OptionWithShort extends OptionText {
  readonly short?: string;
}

/** Two columns without a heading, indented. */
function formatListing(rows: readonly (readonly [string, string])[]): string {
  const [, ...lines] = formatTable({ columns: ['', ''], rows }).split('\n');
  return lines.map((line) => `  ${line}`).join('\n');
}

function toOptionRows(options: Readonly<Record<string, OptionWithShort>>): [string, string][] {
  return Object.entries(options).map(([name, { short, help, text }]) => [
    `${short === undefined ? '    ' : `-${short}, `}--${name}${help === '' ? '' : ` ${help}`}`,
    text,
  ]);
}

export function formatGeneralHelp(): string {
  const commands: [string, string][] = [
    ...toolCommands.map((command): [string, string] => [formatSynopsis(command), command.tool.title]),
    ...builtinCommands.map(({ name, synopsis = name, title }): [string, string] => [synopsis, title]),
    ['(none)', 'Serve MCP on standard input and output, for assistants'],
  ];
  return `awswhitelist ${VERSION}: let addresses into AWS security groups.

Usage: awswhitelist [COMMAND] [OPTIONS]

Commands:
${formatListing(commands)}

Options:
${formatListing(toOptionRows(GLOBAL_OPTIONS))}

Run "awswhitelist COMMAND --help" for a command's own options.
Example: awswhitelist add 203.0.113.7 sg-0123abcd --port https
`;
}

export function formatToolHelp(command: ToolCommand): string {
  const ownOptions = command.options.map(({ flag, help }): [string, string] => [`    --${flag}`, help]);
  const from = command.readsFile ? toOptionRows({ from: FROM_OPTION }) : [];
  return `${command.tool.description}

Usage: awswhitelist ${formatSynopsis(command)} [OPTIONS]

Options:
${formatListing([...ownOptions, ...from, ...toOptionRows(GLOBAL_OPTIONS)])}
`;
}

export function formatBuiltinHelp({
  name,
  synopsis = name,
  about,
  options,
  globals,
  runsCommand,
}: BuiltinCommand): string {
  const shared = Object.fromEntries(globals.map((global) => [global, GLOBAL_OPTIONS[global]]));
  return `${about}

Usage: awswhitelist ${runsCommand ? synopsis.replace(' --', ' [OPTIONS] --') : `${synopsis} [OPTIONS]`}

Options:
${formatListing(toOptionRows({ ...options, ...shared }))}
`;
}
