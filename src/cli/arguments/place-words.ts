import { quoteMasked } from '#core/errors/invalid-input.ts';
import type { Tool } from '#tools/definition/definition.ts';
import type { Arguments, ToolCommand } from './commands.ts';
import { looksLikeAddress } from './looks-like-address.ts';
import { pieces } from './pieces.ts';

interface Placed {
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
export function placeWords({ tool }: ToolCommand, words: readonly string[], given: Arguments): Placed {
  return 'target' in tool.inputSchema.shape
    ? placeTargets(tool, words, given)
    : placeInOrder(tool, words, given);
}

const BY_PREFIX = [
  ['sgr-', 'rule_id'],
  ['sg-', 'security_group_id'],
] as const;

function placeInOrder(tool: Tool, words: readonly string[], given: Arguments): Placed {
  const args = { ...given };
  for (const word of words) {
    const argument = argumentFor(word, tool, args);
    if (argument === null) return { args, surplus: word };
    args[argument] = word;
  }
  return { args, surplus: null };
}

function argumentFor(word: string, { inputSchema, positionals }: Tool, taken: Arguments): string | null {
  const free = (argument: string) => !(argument in taken);
  const known = BY_PREFIX.find(([prefix]) => word.startsWith(prefix))?.[1];
  if (known !== undefined && known in inputSchema.shape) return free(known) ? known : null;
  // A group's id is always known by its beginning, so any other word is meant for another place first.
  const places = positionals.filter((argument) => free(argument));
  return places.find((argument) => argument !== 'security_group_id') ?? places[0] ?? null;
}

/** What a word was meant for. `nothing`: a port, say, which has to be given by its option. */
type Kind = 'address' | 'rule' | 'target' | 'nothing';

interface Meant {
  readonly word: string;
  readonly kind: Kind;
  /** One, or several that had commas between them. */
  readonly texts: readonly string[];
}

function placeTargets(tool: Tool, words: readonly string[], given: Arguments): Placed {
  const meant = meanings(words, tool, given);
  const takes = (argument: string) => argument in tool.inputSchema.shape && !(argument in given);
  const args = { ...given };
  const misplaced: Meant[] = meant.filter(({ kind }) => kind === 'nothing');
  const place = (kind: Kind, one: string, many?: string) => {
    const own = meant.filter((word) => word.kind === kind);
    const texts = own.flatMap((word) => word.texts);
    const [first, second] = texts;
    if (first === undefined) return;
    if (second === undefined && takes(one)) args[one] = first;
    else if (second !== undefined && many !== undefined && takes(many)) args[many] = texts;
    else misplaced.push(...own.slice(takes(one) && own.length > 1 ? 1 : 0));
  };
  place('address', 'ip_address', 'ip_addresses');
  place('rule', 'rule_id');
  const targets = meant.filter(({ kind }) => kind === 'target').flatMap(({ texts }) => texts);
  const isId =
    targets.every((text) => text.startsWith('sg-')) && 'security_group_id' in tool.inputSchema.shape;
  place('target', isId ? 'security_group_id' : 'target', 'targets');
  return { args, surplus: meant.find((word) => misplaced.includes(word))?.word ?? null };
}

/** A port or several; nobody calls a group so, and as a target it would be looked for in vain. */
const PORTS = /^\d[\d,-]*$/;

function meanings(words: readonly string[], { inputSchema }: Tool, given: Arguments): Meant[] {
  const takesAddresses = 'ip_address' in inputSchema.shape;
  const isAddress = (word: string) =>
    takesAddresses && word.split(',').some((text) => looksLikeAddress(text.trim()));
  const isRule = (word: string) => word.startsWith('sgr-');
  const named = ['ip_address', 'ip_addresses', 'rule_id', 'from'].some((argument) => argument in given);
  const lacksAddress = takesAddresses && !named && !words.some((word) => isAddress(word) || isRule(word));
  return words.map((word) => {
    const several = () => pieces(word, quoteMasked(word));
    // A variable of the shell that was not set: it stands where something is missing.
    if (word.trim() === '') return { word, kind: lacksAddress ? 'address' : 'target', texts: [word] };
    if (isAddress(word)) return { word, kind: 'address', texts: several() };
    if (isRule(word)) return { word, kind: 'rule', texts: [word] };
    // Names and tags may have commas in them, but none begins so.
    if (word.startsWith('sg-')) return { word, kind: 'target', texts: several() };
    return { word, kind: PORTS.test(word) ? 'nothing' : 'target', texts: [word] };
  });
}
