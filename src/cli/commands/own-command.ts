import type { Io } from '#cli/terminal/io.ts';
import type { GLOBAL_OPTIONS, OptionText, ParsedLine } from '#cli/arguments/line.ts';

export interface OwnOption extends OptionText {
  /** May be given more than once, each time with one value or several, commas between them. */
  readonly repeatable?: true;
}

/** A command that is no tool. */
export interface OwnCommand {
  readonly name: string;
  /** For the list of commands. */
  readonly title: string;
  /** Begins its help. */
  readonly about: string;
  readonly options: Readonly<Record<string, OwnOption>>;
  /** The program's options that mean something to it, for its help. */
  readonly globals: readonly (keyof typeof GLOBAL_OPTIONS)[];
  /** Whether it reads words after its name; else one is refused before it runs. */
  readonly takesWords?: true;
  /** How it is called, where its name does not tell: `undo [FILE]`. Default: its name. */
  readonly synopsis?: string;
  /** Whether what stands after `--` is a command that it runs, and no words of its own. */
  readonly runsCommand?: true;
  /** Options of other commands that somebody may try with it, and what to do instead. */
  readonly instead?: Readonly<Record<string, string>>;
  readonly run: (line: ParsedLine, io: Io) => number | Promise<number>;
}
