import { type IniSection, showName } from './ini.ts';
import { readSharedFile, type SharedFile } from './read-file.ts';
import { splitWords } from './split-words.ts';

type Values = ReadonlyMap<string, string>;

/** An AWS profile: what both files say of it. */
export interface AwsProfile {
  readonly name: string;
  /** By key in small letters; where both files have a key, the credentials file counts. Empty values too. */
  readonly values: Values;
  /** Keys that the credentials file has. */
  readonly inCredentialsFile: ReadonlySet<string>;
  /** What is indented below a key without a value, by that key. */
  readonly nested: ReadonlyMap<string, Values>;
  /** Where a key stands, for people: `~/.aws/config, line 3`. */
  readonly whereIs: (key: string) => string;
  /** Headers of its sections. */
  readonly headers: readonly string[];
}

/** ~/.aws/config and ~/.aws/credentials as they are at this moment, read as the AWS CLI reads them. */
export interface SharedFiles {
  readonly profiles: ReadonlyMap<string, AwsProfile>;
  /** `[sso-session NAME]`, by name. */
  readonly ssoSessions: ReadonlyMap<string, Values>;
  /** `[services NAME]`, by name: what each has for a service, by the service. */
  readonly services: ReadonlyMap<string, ReadonlyMap<string, Values>>;
  readonly config: SharedFile;
  readonly credentials: SharedFile;
}

/** Reads both files. Never rejects: what cannot be read says so itself. */
export async function readSharedFiles(): Promise<SharedFiles> {
  const [config, credentials] = await Promise.all([readSharedFile('config'), readSharedFile('credentials')]);
  const inConfig = new Map<string, IniSection>();
  const ssoSessions = new Map<string, Values>();
  const services = new Map<string, ReadonlyMap<string, Values>>();
  for (const section of config.sections) {
    const { header } = section;
    // The CLI goes by the beginning of the header, then by its second word, so that `[profile "default"]` is one, too.
    const words = splitWords(header);
    const second = words?.length === 2 ? words[1] : undefined;
    if (header === 'default') inConfig.set(header, section);
    else if (second === undefined) continue;
    else if (header.startsWith('profile')) inConfig.set(second, section);
    else if (header.startsWith('sso-session')) ssoSessions.set(second, section.values);
    else if (header.startsWith('services')) services.set(second, section.nested);
  }
  const inCredentials = new Map(credentials.sections.map((section) => [section.header, section]));
  const profiles = new Map(
    [...new Set([...inConfig.keys(), ...inCredentials.keys()])].map((name) => [
      name,
      mergeProfile(name, [config, inConfig.get(name)], [credentials, inCredentials.get(name)]),
    ]),
  );
  return { profiles, ssoSessions, services, config, credentials };
}

type Part = readonly [file: SharedFile, section: IniSection | undefined];

function mergeProfile(name: string, config: Part, credentials: Part): AwsProfile {
  const [, fromConfig] = config;
  const [, fromCredentials] = credentials;
  return {
    name,
    values: new Map([...(fromConfig?.values ?? []), ...(fromCredentials?.values ?? [])]),
    inCredentialsFile: new Set(fromCredentials?.values.keys()),
    nested: new Map([...(fromConfig?.nested ?? []), ...(fromCredentials?.nested ?? [])]),
    whereIs(key) {
      const [file, section] = fromCredentials?.values.has(key) ? credentials : config;
      const line = section?.lines.get(key);
      return line === undefined ? file.shown : `${file.shown}, line ${line}`;
    },
    headers: [fromConfig, fromCredentials].flatMap((section) => section?.header ?? []),
  };
}

/**
 * What is wrong with the files, in sentences: of each file as a whole, and of the sections of these profiles.
 *
 * @param names - Null: of all sections.
 */
export function describeProblems(files: SharedFiles, names: readonly string[] | null): string[] {
  const headers = names?.flatMap((name) => files.profiles.get(name)?.headers ?? []);
  return [files.config, files.credentials].flatMap(({ shown, unreadable, problems }) => [
    ...(unreadable === null ? [] : [`The file ${shown} ${unreadable}.`]),
    ...problems
      .filter(({ section }) => section === null || !headers || headers.includes(section))
      .map(({ line, text }) => `${shown}: line ${line} ${text}.`),
  ]);
}

/** A profile's name in a sentence. */
export const showProfile = (name: string): string =>
  /\s/.test(name) ? `"${showName(name)}"` : showName(name);
