import { randomInt } from 'node:crypto';
import { parseMinutes } from '#core/grants/end.ts';
import { parseHolder, type HolderName } from '#core/grants/holder.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { resolveHolder } from '#tools/input/read-grant.ts';
import { whitelistAdd } from '#tools/add/whitelist-add.ts';
import { whitelistCheck } from '#tools/check/whitelist-check.ts';
import { readToolArguments } from '#cli/arguments/tool-arguments.ts';
import { toToolCommand, type Arguments } from '#cli/arguments/tool-commands.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type OptionText, type ParsedLine } from '#cli/arguments/command-line.ts';

/** The options of `add` that mean something for one command, and what their values are called. */
export const WITH_OPTIONS = {
  port: { help: 'PORT', text: 'open this port, range or service, or several with commas between them' },
  protocol: { help: 'NAME', text: 'tcp (default), udp, icmp, icmpv6, all or a number' },
  'expires-in': {
    help: 'TIME',
    text: 'how long the grant lasts that is renewed while the command runs (default: 10m)',
  },
  reason: { help: 'TEXT', text: 'why, in short; kept on the rule' },
  holder: { help: 'NAME', text: 'whose access: begins the label that this run has of its own' },
  description: { help: 'TEXT', text: 'your own words on a rule that is made' },
  families: { help: '4|6|4,6', text: 'narrows "current"' },
  'ip-address': { help: 'ADDRESS', text: 'in place of the first word' },
  target: { help: 'NAME', text: 'in place of the second word' },
  'security-group-id': { help: 'SG-ID', text: 'the same, by its id' },
  profile: { help: 'NAME', text: 'with this profile' },
  region: { help: 'REGION', text: 'in this region' },
} as const satisfies Readonly<Record<string, OptionText>>;

/** Options of `add` that somebody may well try here, and what to do instead. */
export const OPTION_ALTERNATIVES: Readonly<Record<string, string>> = {
  'dry-run':
    'a plan is no access, so the command could not run. awswhitelist add --dry-run with the same words shows it.',
  'expires-at': 'the grant is renewed until the command ends. Give the length of each with --expires-in 10m.',
  'allow-gap': 'there may be no moment without access while the command runs.',
  'ip-addresses': 'it takes one address, or current. Run awswhitelist add for several.',
  targets: 'it takes one target. Run awswhitelist add for several.',
  from: 'it takes one address, or current. Run awswhitelist add for several.',
};

/** A command line of `with`, understood. */
export interface WithCall {
  /** Who, where and what, as whitelist_check takes them too. */
  readonly access: Arguments;
  /** What only whitelist_add takes. */
  readonly addArguments: Arguments;
  readonly holder: string | undefined;
  /** The length of a grant; null: nothing was said. */
  readonly minutes: number | null;
  readonly command: string;
  readonly args: readonly string[];
}

const EXAMPLE = 'For example: awswhitelist with current staging-db -- psql -h db.example.com.';

const addCommand = toToolCommand(whitelistAdd);

/** The words are placed as those of `check`, which takes one address and one target; the options are add's. */
const withCommand = {
  name: 'with',
  tool: whitelistCheck,
  options: addCommand.options.filter(({ flag }) => Object.hasOwn(WITH_OPTIONS, flag)),
  readsFile: false,
};

/** @throws WhitelistError `invalid_input` */
export async function readWithCall(line: ParsedLine, io: Io): Promise<WithCall> {
  if (line.global.json)
    throw usageError('with takes no --json: standard output belongs to the command that it runs.');
  const [file, ...args] = line.run ?? [];
  if (file === undefined || file === '')
    throw usageError('Nothing says which command to run: expected it after --.', EXAMPLE);
  const all = await readToolArguments(withCommand, line, io);
  const { holder, expires_in: time, description, reason, ...access } = all;
  if (time === 'never')
    throw usageError('with takes no --expires-in never: what it opens always has an end.', EXAMPLE);
  return {
    access,
    addArguments: {
      ...(description !== undefined && { description }),
      ...(reason !== undefined && { reason }),
    },
    holder: typeof holder === 'string' ? holder : undefined,
    minutes: time === undefined ? null : parseMinutes(time, '--expires-in'),
    command: file,
    args,
  };
}

/** Characters of a holder's name that a label of one run begins with, and of what makes it that run's own. */
const PREFIX_LENGTH = 16;
const SUFFIX_LENGTH = 6;
const SUFFIX_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A label that nobody else has, so that taking the grant back takes nobody else's: `jo.x7k2m9`.
 *
 * @throws WhitelistError `invalid_input`
 */
export function createRunLabel(holder: string | undefined, context: ToolContext): HolderName {
  const suffix = Array.from(
    { length: SUFFIX_LENGTH },
    () => SUFFIX_LETTERS[randomInt(SUFFIX_LETTERS.length)],
  ).join('');
  return parseHolder(`${resolveHolder(holder, context).slice(0, PREFIX_LENGTH)}.${suffix}`);
}
