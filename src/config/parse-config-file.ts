import type { z } from 'zod';
import { type ConfigFile, configFileSchema } from './file-schema.ts';
import { showFile } from './reading/find-config-file.ts';
import { type DuplicateKey, parseJsonc, type TextPosition } from './reading/jsonc.ts';
import { mistakesError, toMistake, toSyntaxMistake } from './reading/mistakes.ts';
import { showPath } from './reading/unknown-keys.ts';

/** A file that is right as far as its keys are known. */
export interface ParsedConfigFile {
  readonly file: ConfigFile;
  /** As it was read, with what the schema does not know. */
  readonly raw: unknown;
  readonly duplicates: readonly DuplicateKey[];
  readonly locate: (path: readonly PropertyKey[]) => TextPosition;
}

/**
 * Reads the text of a config file: JSON, in which comments and trailing commas are allowed.
 *
 * @param path - The file's path, for the error.
 * @throws WhitelistError `config_error` with all mistakes: the file, line and column, the path in it, what is expected
 */
export function parseConfigFile(text: string, path: string): ParsedConfigFile {
  const name = showFile(path);
  const parsed = parseJsonc(text.replace(/^\uFEFF/, ''));
  if (parsed.kind === 'faulty') throw mistakesError(name, parsed.faults.map(toSyntaxMistake));
  const { value: raw, duplicates, locate } = parsed;
  const checked = configFileSchema.safeParse(raw);
  if (checked.success) return { file: checked.data, raw, duplicates, locate };
  const issues = [...checked.error.issues, ...checkSoundSections(raw)].filter(isFirstOfItsPath);
  throw mistakesError(
    name,
    issues.map((issue) => toMistake(issue, configFileSchema, raw, locate)),
  );
}

/**
 * How sections go together is looked at only where each is right by itself: so those that are right are looked at
 * again without the others, that all mistakes are told at once.
 */
function checkSoundSections(raw: unknown) {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [];
  const sections: [string, unknown][] = Object.entries(raw);
  const isSound = ([key, value]: [string, unknown]) => {
    const { shape } = configFileSchema;
    return !isSection(key) || shape[key].safeParse(value).success;
  };
  const sound = sections.filter(isSound);
  if (sound.length === sections.length) return [];
  return configFileSchema.safeParse(Object.fromEntries(sound)).error?.issues ?? [];
}

/** What is of the wrong kind is told once, and not also how long it is. */
function isFirstOfItsPath(issue: z.core.$ZodIssue, i: number, all: readonly z.core.$ZodIssue[]): boolean {
  const path = showPath(issue.path);
  const isOfThatPath = (other: z.core.$ZodIssue) => showPath(other.path) === path;
  return !all.slice(0, i).some((before) => before.code === 'invalid_type' && isOfThatPath(before));
}

const isSection = (key: string): key is keyof typeof configFileSchema.shape =>
  Object.hasOwn(configFileSchema.shape, key);
