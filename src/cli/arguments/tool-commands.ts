import { UNDO_TOOL } from '#tools/answer/undo.ts';
import type { Tool } from '#tools/definition/definition.ts';
import { tools } from '#tools/index.ts';

/** An option of a tool's command: one of its arguments. */
export interface Option {
  /** `security_group_id` */
  readonly argument: string;
  /** `security-group-id` */
  readonly flag: string;
  readonly help: string;
  /** It takes no value. */
  readonly isFlag: boolean;
  /** It may be given more than once, each time with one value or several, commas between them. */
  readonly isList: boolean;
}

/** A tool as a terminal command. */
export interface ToolCommand {
  /** `add` for `whitelist_add` */
  readonly name: string;
  readonly tool: Tool;
  readonly options: readonly Option[];
  /** It takes `--from FILE`: its tool takes a list of addresses. */
  readonly readsFile: boolean;
}

/** What a tool is called with from a command line. */
export type Arguments = Readonly<Record<string, string | true | readonly string[]>>;

/** The argument that `--from FILE` gives. */
export const ADDRESS_LIST_ARGUMENT = 'ip_addresses';

// A secret on a command line is in the shell's history and in every process list; and the process that signed a
// plan's token has ended by the time it could be given.
const NEVER_OPTIONS = ['credentials', 'plan_token'];

export function toToolCommand(tool: Tool): ToolCommand {
  return {
    name: tool.name.replace(/^whitelist_/, '').replaceAll('_', '-'),
    tool,
    options: tool.parameters
      .filter(({ name }) => !NEVER_OPTIONS.includes(name))
      .map(({ name, description, isFlag, isList }) => ({
        argument: name,
        flag: name.replaceAll('_', '-'),
        help: description,
        isFlag,
        isList,
      })),
    readsFile: tool.parameters.some(({ name, isList }) => name === ADDRESS_LIST_ARGUMENT && isList),
  };
}

/** What an answer's undo holds is for `awswhitelist undo`, which makes the calls of a whole answer. */
export const toolCommands: readonly ToolCommand[] = tools
  .filter(({ name }) => name !== UNDO_TOOL)
  .map(toToolCommand);

/** Without the dashes. */
export const listFlags = ({ options, readsFile }: ToolCommand): string[] => [
  ...options.map(({ flag }) => flag),
  ...(readsFile ? ['from'] : []),
];

/** `add IP_ADDRESS… TARGET…`: the words it takes without a name, in brackets what may be left out. */
export function formatSynopsis({ name, tool }: ToolCommand): string {
  const words = listPositionals(tool).map(({ word, required }) => (required ? word : `[${word}]`));
  return [name, ...words].join(' ');
}

/** The same without brackets, for whoever gave one word too many. */
export const formatPositionals = (tool: Tool): string =>
  listPositionals(tool)
    .map(({ word }) => word)
    .join(' ');

function listPositionals({ positionals, optionalPositionals, inputSchema }: Tool) {
  const has = (argument: string) => argument in inputSchema.shape;
  return positionals.map((argument) => {
    const isGroup = argument === 'security_group_id' && has('target');
    const takesSeveral = isGroup ? has('targets') : argument === 'ip_address' && has('ip_addresses');
    return {
      word: `${(isGroup ? 'target' : argument).toUpperCase()}${takesSeveral ? '…' : ''}`,
      required: !optionalPositionals.includes(argument),
    };
  });
}
