import { looksLikeAddress } from '#cli/arguments/address-list/entry.ts';
import { quoteMasked } from '#core/errors/invalid-input.ts';
import type { Tool } from '#tools/definition/definition.ts';
import { usageError } from './command-line.ts';
import type { Arguments, ToolCommand } from './tool-commands.ts';

interface AssignedWords {
  readonly args: Arguments;
  /** The first word that has no place. */
  readonly surplus: string | null;
}

/**
 * Gives the words without a name to arguments: ids and addresses are known by their looks; where the tool takes targets,
 * every other word is one, else the rest go in the tool's order.
 *
 * @param given - By options; `from` stands for the addresses in a file.
 * @throws WhitelistError `invalid_input` for an empty piece between commas
 */
export function assignPositionals(
  { tool }: ToolCommand,
  words: readonly string[],
  given: Arguments,
): AssignedWords {
  return 'target' in tool.inputSchema.shape
    ? assignByKind(tool, words, given)
    : assignInOrder(tool, words, given);
}

const BY_PREFIX = [
  ['sgr-', 'rule_id'],
  ['sg-', 'security_group_id'],
] as const;

function assignInOrder(tool: Tool, words: readonly string[], given: Arguments): AssignedWords {
  const args = { ...given };
  for (const word of words) {
    const argument = argumentFor(word, tool, args);
    if (argument === null) return { args, surplus: word };
    args[argument] = word;
  }
  return { args, surplus: null };
}

function argumentFor(word: string, { inputSchema, positionals }: Tool, taken: Arguments): string | null {
  const isFree = (argument: string) => !(argument in taken);
  const known = BY_PREFIX.find(([prefix]) => word.startsWith(prefix))?.[1];
  if (known !== undefined && known in inputSchema.shape) return isFree(known) ? known : null;
  // A group's id is always known by its beginning, so any other word is meant for another place first.
  const candidates = positionals.filter((argument) => isFree(argument));
  return candidates.find((argument) => argument !== 'security_group_id') ?? candidates[0] ?? null;
}

/** What a word was meant for. `nothing`: a port, say, which has to be given by its option. */
type WordKind = 'address' | 'rule' | 'target' | 'nothing';

interface ClassifiedWord {
  readonly word: string;
  readonly kind: WordKind;
  /** One, or several that had commas between them. */
  readonly texts: readonly string[];
}

function assignByKind(tool: Tool, words: readonly string[], given: Arguments): AssignedWords {
  const classified = classifyWords(words, tool, given);
  const takes = (argument: string) => argument in tool.inputSchema.shape && !(argument in given);
  const args = { ...given };
  const misplaced: ClassifiedWord[] = classified.filter(({ kind }) => kind === 'nothing');
  const assign = (kind: WordKind, one: string, many?: string) => {
    const matching = classified.filter((word) => word.kind === kind);
    const texts = matching.flatMap((word) => word.texts);
    const [first, second] = texts;
    if (first === undefined) return;
    if (second === undefined && takes(one)) args[one] = first;
    else if (second !== undefined && many !== undefined && takes(many)) args[many] = texts;
    else misplaced.push(...matching.slice(takes(one) && matching.length > 1 ? 1 : 0));
  };
  assign('address', 'ip_address', 'ip_addresses');
  assign('rule', 'rule_id');
  const targets = classified.filter(({ kind }) => kind === 'target').flatMap(({ texts }) => texts);
  const isId =
    targets.every((text) => text.startsWith('sg-')) && 'security_group_id' in tool.inputSchema.shape;
  assign('target', isId ? 'security_group_id' : 'target', 'targets');
  return { args, surplus: classified.find((word) => misplaced.includes(word))?.word ?? null };
}

/** A port or several; nobody calls a group so, and as a target it would be looked for in vain. */
const PORTS_PATTERN = /^\d[\d,-]*$/;

function classifyWords(words: readonly string[], { inputSchema }: Tool, given: Arguments): ClassifiedWord[] {
  const takesAddresses = 'ip_address' in inputSchema.shape;
  const isAddress = (word: string) =>
    takesAddresses && word.split(',').some((text) => looksLikeAddress(text.trim()));
  const isRule = (word: string) => word.startsWith('sgr-');
  const hasSourceOption = ['ip_address', 'ip_addresses', 'rule_id', 'from'].some(
    (argument) => argument in given,
  );
  const lacksAddress =
    takesAddresses && !hasSourceOption && !words.some((word) => isAddress(word) || isRule(word));
  return words.map((word) => {
    const several = () => splitList(word, quoteMasked(word));
    // A variable of the shell that was not set: it stands where something is missing.
    if (word.trim() === '') return { word, kind: lacksAddress ? 'address' : 'target', texts: [word] };
    if (isAddress(word)) return { word, kind: 'address', texts: several() };
    if (isRule(word)) return { word, kind: 'rule', texts: [word] };
    // Names and tags may have commas in them, but none begins so.
    if (word.startsWith('sg-')) return { word, kind: 'target', texts: several() };
    return { word, kind: PORTS_PATTERN.test(word) ? 'nothing' : 'target', texts: [word] };
  });
}

/**
 * The values of a text with commas between them.
 *
 * @param description - What the text is, for the error.
 * @throws WhitelistError `invalid_input` where one of them is empty
 */
export function splitList(text: string, description: string): string[] {
  const values = text.split(',').map((piece) => piece.trim());
  const empty = values.indexOf('');
  if (empty === -1) return values;
  const which =
    values.length === 1 ? 'has no value' : `has nothing as its value ${empty + 1} of ${values.length}`;
  throw usageError(
    `${description} ${which}: expected values with single commas between them, for example 203.0.113.7,198.51.100.4.`,
  );
}
