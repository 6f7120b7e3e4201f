import type { Tool } from '../tools/definition.ts';
import { tools } from '../tools/index.ts';

/** An option of a tool's command: one of its arguments. */
export interface Option {
  /** `security_group_id` */
  readonly argument: string;
  /** `security-group-id` */
  readonly flag: string;
  readonly help: string;
  /** It takes no value. */
  readonly isFlag: boolean;
}

/** A tool as a terminal command. */
export interface ToolCommand {
  /** `add` for `whitelist_add` */
  readonly name: string;
  readonly tool: Tool;
  readonly options: readonly Option[];
}

// A secret on a command line is in the shell's history and in every process list; and the process that signed a
// plan's token has ended by the time it could be given.
const NEVER_AN_OPTION = ['credentials', 'plan_token'];

export const toolCommands: readonly ToolCommand[] = tools.map((tool) => ({
  name: tool.name.replace(/^whitelist_/, '').replaceAll('_', '-'),
  tool,
  options: tool.parameters
    .filter(({ name }) => !NEVER_AN_OPTION.includes(name))
    .map(({ name, description, isFlag }) => ({
      argument: name,
      flag: name.replaceAll('_', '-'),
      help: description,
      isFlag,
    })),
}));

/**
 * Gives the words without a name to arguments: ids are known by their beginning, the rest go in the tool's order.
 *
 * @returns the arguments, and the first word that has no place.
 */
export function placeWords(
  command: ToolCommand,
  words: readonly string[],
  given: Readonly<Record<string, string | true>>,
): { args: Record<string, string | true>; surplus: string | null } {
  const args = { ...given };
  for (const word of words) {
    const argument = argumentFor(word, command.tool, args);
    if (argument === null) return { args, surplus: word };
    args[argument] = word;
  }
  return { args, surplus: null };
}

const BY_PREFIX = [
  ['sgr-', 'rule_id'],
  ['sg-', 'security_group_id'],
] as const;

function argumentFor(
  word: string,
  { inputSchema, positionals }: Tool,
  taken: Readonly<Record<string, string | true>>,
) {
  const free = (argument: string) => !(argument in taken);
  const known = BY_PREFIX.find(([prefix]) => word.startsWith(prefix))?.[1];
  if (known !== undefined && known in inputSchema.shape) return free(known) ? known : null;
  // A group's id is always known by its beginning, so any other word is meant for another place first.
  const places = positionals.filter((argument) => free(argument));
  return places.find((argument) => argument !== 'security_group_id') ?? places[0] ?? null;
}
