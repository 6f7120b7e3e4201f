import { closestMatch } from '#core/text/did-you-mean.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { showName } from './ini.ts';
import { type SharedFiles, showProfile } from './shared-files.ts';
import { splitWords } from './split-words.ts';

/**
 * A section that was probably meant to be this profile, and what its header has to be, as a sentence; null: there is
 * none.
 */
export function describeMisnamedSection(name: string, { config, credentials }: SharedFiles): string | null {
  const wanted = name === 'default' ? '[default]' : `[profile ${quoteForHeader(name)}]`;
  const inConfig = config.sections.find(({ header }) => isMisnamedInConfig(header, name));
  if (inConfig)
    return `The section [${showName(inConfig.header)}] in ${config.shown} (line ${inConfig.line}) has to be ${wanted}.`;
  const inCredentials = credentials.sections.find(
    ({ header }) =>
      header !== name &&
      (header.trim() === name || unquote(header) === name || nameAfterProfile(header) === name),
  );
  if (!inCredentials) return null;
  return `The section [${showName(inCredentials.header)}] in ${credentials.shown} (line ${inCredentials.line}) has to be [${showName(name)}].`;
}

function isMisnamedInConfig(header: string, name: string): boolean {
  if (header === 'default' || isProfileHeader(header)) return false;
  return header.trim() === name || unquote(header) === name || nameAfterProfile(header) === name;
}

const isProfileHeader = (header: string): boolean =>
  header.startsWith('profile') && splitWords(header)?.length === 2;

/** `My Laptop` of `Profile My Laptop`, or of `profile "My Laptop"`. */
function nameAfterProfile(header: string): string | null {
  const rest = /^\s*profile[\s.:/]+(.+?)\s*$/i.exec(header)?.[1];
  return rest === undefined ? null : unquote(rest);
}

const unquote = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

const quoteForHeader = (name: string): string =>
  /[\s"'\\]/.test(name) ? `"${showName(name)}"` : showName(name);

/**
 * That there is no such profile, as a clause, with the nearest name.
 *
 * @param from - What named it, for people.
 */
export function describeMissingProfile(name: string, files: SharedFiles, from?: string): string {
  const named = from === undefined ? '' : ` (${escapeUnprintable(from, 120)})`;
  const missing = `there is no AWS profile ${showProfile(name)}${named}`;
  if (describeMisnamedSection(name, files) !== null) return missing;
  const names = [...files.profiles.keys()].filter((known) => showName(known) === known);
  const nearest = closestMatch(name, names);
  return nearest === null ? missing : `${missing}; the nearest is ${showProfile(nearest)}`;
}
