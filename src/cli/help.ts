import { VERSION } from '#version.ts';
import { synopsis, toolCommands, type ToolCommand } from '#cli/arguments/commands.ts';
import { FROM_OPTION, GLOBAL_OPTIONS, type OptionText } from '#cli/arguments/line.ts';
import type { OwnCommand } from '#cli/commands/own-command.ts';
import { ownCommands } from '#cli/commands/own-commands.ts';
import { formatTable } from '#cli/terminal/print.ts';

interface Described extends OptionText {
  readonly short?: string;
}

/** Two columns without a heading, indented. */
function listing(rows: readonly (readonly [string, string])[]): string {
  const [, ...lines] = formatTable({ columns: ['', ''], rows }).split('\n');
  return lines.map((line) => `  ${line}`).join('\n');
}

function optionRows(options: Readonly<Record<string, Described>>): [string, string][] {
  return Object.entries(options).map(([name, { short, help, text }]) => [
    `${short === undefined ? '    ' : `-${short}, `}--${name}${help === '' ? '' : ` ${help}`}`,
    text,
  ]);
}

export function generalHelp(): string {
  const commands: [string, string][] = [
    ...toolCommands.map((command): [string, string] => [synopsis(command), command.tool.title]),
    ...ownCommands.map(({ name, synopsis = name, title }): [string, string] => [synopsis, title]),
    ['(none)', 'Serve MCP on standard input and output, for assistants'],
  ];
  return `awswhitelist ${VERSION}: let addresses into AWS security groups.

Usage: awswhitelist [COMMAND] [OPTIONS]

Commands:
${listing(commands)}

Options:
${listing(optionRows(GLOBAL_OPTIONS))}

Run "awswhitelist COMMAND --help" for a command's own options.
Example: awswhitelist add 203.0.113.7 sg-0123abcd --port https
`;
}

export function toolHelp(command: ToolCommand): string {
  const own = command.options.map(({ flag, help }): [string, string] => [`    --${flag}`, help]);
  const from = command.readsFile ? optionRows({ from: FROM_OPTION }) : [];
  return `${command.tool.description}

Usage: awswhitelist ${synopsis(command)} [OPTIONS]

Options:
${listing([...own, ...from, ...optionRows(GLOBAL_OPTIONS)])}
`;
}

export function ownHelp({ name, synopsis = name, about, options, globals, runsCommand }: OwnCommand): string {
  const shared = Object.fromEntries(globals.map((global) => [global, GLOBAL_OPTIONS[global]]));
  return `${about}

Usage: awswhitelist ${runsCommand ? synopsis.replace(' --', ' [OPTIONS] --') : `${synopsis} [OPTIONS]`}

Options:
${listing(optionRows({ ...options, ...shared }))}
`;
}
