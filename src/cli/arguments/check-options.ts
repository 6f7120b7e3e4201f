import type { ParseArgsConfig } from 'node:util';
import { redactSecretLike } from '#core/text/redact.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { usageError } from './command-line.ts';

export type OptionConfig = NonNullable<ParseArgsConfig['options']>[string];

/** One piece of a command line, as `util.parseArgs` cuts it. */
export type Token = OptionToken | { readonly kind: 'positional' | 'option-terminator' };

/** An option as it was written, whether it is known or not. */
export interface OptionToken {
  readonly kind: 'option';
  /** The long name where the option is known, else what stands after the dashes. */
  readonly name: string;
  /** With its dashes, without its value. */
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether the value stands in the same argument, as in `--port=443`. */
  readonly inlineValue: boolean | undefined;
}

/**
 * Refuses the first option that is unknown, lacks its value, has one it does not take, or would drop an earlier one.
 *
 * @param likelyFlags - What a misspelt option may have meant.
 * @throws WhitelistError `invalid_input`
 */
export function checkOptions(
  tokens: readonly Token[],
  known: Readonly<Record<string, OptionConfig>>,
  likelyFlags: readonly string[],
): void {
  const given = tokens.filter((token) => token.kind === 'option');
  for (const token of given) {
    // "constructor" is an option of nobody's, though every object has it.
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (option === undefined) throw unknownOption(token, likelyFlags);
    if (option.type === 'boolean') checkFlag(token, option);
    else checkValue(token, option);
  }
  checkRepeats(given, known);
}

/** What is written after the dashes may be a secret in the wrong place. */
function unknownOption({ rawName }: OptionToken, likelyFlags: readonly string[]) {
  const closest = closestMatch(rawName.replace(/^-+/, ''), likelyFlags);
  return usageError(
    `Unknown option ${escapeUnprintable(redactSecretLike(rawName), 60)}.`,
    closest === null ? undefined : `Did you mean --${closest}?`,
  );
}

function checkFlag(token: OptionToken, option: OptionConfig): void {
  if (token.value !== undefined)
    throw usageError(`Option '${formatNames(token, option)}' does not take an argument.`);
}

/** A description may be none; an empty name of the config file is told of in every answer, as a server has to. */
const MAY_BE_EMPTY = ['description', 'config'];

function checkValue({ name, rawName, value, inlineValue }: OptionToken, option: OptionConfig): void {
  if (value === undefined)
    throw usageError(`Option '${formatNames({ name }, option)} <value>' argument missing.`);
  // What a variable that was never set comes to: unlike a host, whoever types says what is meant.
  if (value === '' && option.multiple !== true && !MAY_BE_EMPTY.includes(name))
    throw usageError(`--${name} is empty.`, 'Give it a value, or leave it out.');
  // A lone dash is a value: it stands for standard input.
  if (inlineValue !== true && value.length > 1 && value.startsWith('-'))
    throw usageError(
      `Option '${rawName}' argument is ambiguous.`,
      `If the value begins with a dash, write --${name}=-1, for example.`,
    );
}

const formatNames = ({ name }: Pick<OptionToken, 'name'>, { short }: OptionConfig): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}`;

/** Of two values for one thing, none is dropped in silence. */
function checkRepeats(given: readonly OptionToken[], known: Readonly<Record<string, OptionConfig>>): void {
  const seen = new Set<string>();
  for (const { name } of given) {
    const { type, multiple } = known[name] ?? {};
    if (seen.has(name) && type === 'string' && multiple !== true) throw repeatedOption(name, known);
    seen.add(name);
  }
}

function repeatedOption(name: string, known: Readonly<Record<string, OptionConfig>>) {
  const list = [`${name}es`, `${name}s`].find((plural) => Object.hasOwn(known, plural));
  return usageError(
    `--${name} was given more than once, and takes one value.`,
    list === undefined ? undefined : `Several go with --${list}.`,
  );
}
