import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { redactRandomLooking } from '#core/errors/invalid-input.ts';
import { DEFAULT_IP_SOURCES, parseIpSource } from '#core/public-ip/ip-source.ts';
import type { LogFormat } from '#core/log-level.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import type { Config } from './config.ts';
import { configFile, servicesOf, type ConfigFile } from './file-schema.ts';
import { grantsOf } from './grants-schema.ts';
import { logLevelOf, type Level } from './log-level-of.ts';
import { profileOf } from './profile-of.ts';
import { policyOf } from './policy-of.ts';
import { parseConfigFile } from './read-file.ts';
import { unenforceable, unused } from './unenforceable.ts';
import { unknownKeys, unknownKeyText, type UnknownKey } from './unknown-keys.ts';

export interface Flags {
  /** `-c, --config FILE` */
  readonly config?: string | undefined;
  /** `-v, --verbose` */
  readonly verbose?: boolean | undefined;
  /** `--log-format text|json` */
  readonly logFormat?: LogFormat | undefined;
}

/** What the configuration is made from; handed in, so that it can be tried without a process. */
export interface Sources {
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file's text; null where there is no such file. Other failures may throw. */
  readonly readFile: (path: string) => string | null;
  /** The places where a file of this name may be, the likeliest first. */
  readonly candidates: (name: string) => readonly string[];
}

/** Greatest length of one message in bytes, unless the file says otherwise. */
const MAX_MESSAGE_BYTES = 1_048_576;

/** Longest that one call may take, unless the file says otherwise. */
const CALL_SECONDS = 30;

/** Parses, merges and freezes; never throws for a bad file, since a server that dies shows as silence. */
export function loadConfig(sources: Sources): Config {
  const { flags } = sources;
  const logging = { level: logLevelOf(sources), format: flags.logFormat ?? 'text' };
  try {
    const found = flags.config === undefined ? null : findFile(flags.config, sources);
    return finalise(found?.file ?? {}, logging, found);
  } catch (error) {
    return Object.freeze({ ...finalise({}, logging, null), problem: toWhitelistError(error) });
  }
}

interface Found {
  readonly file: ConfigFile;
  readonly name: string;
  readonly unknown: readonly UnknownKey[];
}

function findFile(name: string, { candidates, readFile }: Sources): Found {
  const tried = candidates(name);
  for (const path of tried) {
    const text = readConfig(path, readFile);
    if (text === null) continue;
    const { file, raw } = parseConfigFile(text, path);
    return { file, name: path, unknown: unknownKeys(configFile, raw) };
  }
  throw new WhitelistError('config_error', `Config file ${redactRandomLooking(name)} was not found.`, {
    guidance: [
      `Looked for ${tried.map(redactRandomLooking).join(' and ')}.`,
      'Create it, or correct the path given with -c, then start again.',
    ],
  });
}

function readConfig(path: string, readFile: Sources['readFile']): string | null {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new WhitelistError(
      'config_error',
      `Config file ${redactRandomLooking(path)} cannot be read (${code}).`,
      {
        guidance: ['Check that it is a file and that you may read it.'],
      },
    );
  }
}

interface Logging {
  readonly level: Level;
  readonly format: LogFormat;
}

function finalise(
  file: ConfigFile,
  { level: [logLevel, levelWarnings], format }: Logging,
  found: Found | null,
): Config {
  const { default_parameters: defaults = {}, security_settings: settings = {} } = file;
  const services = servicesOf(file);
  return Object.freeze({
    file: found?.name ?? null,
    logLevel,
    logFormat: format,
    maxMessageBytes: file.server?.max_message_bytes ?? MAX_MESSAGE_BYTES,
    callLimit: (file.server?.call_timeout_seconds ?? CALL_SECONDS) * 1000,
    profiles: (file.credential_profiles ?? []).map(profileOf),
    region: defaults.region === undefined ? null : parseRegion(defaults.region),
    regions: [...new Set(file.regions)].map((code) => parseRegion(code)),
    defaultPort: defaults.port,
    defaultProtocol: defaults.protocol,
    descriptionTemplate: defaults.description_template,
    services,
    reportCoverage: defaults.report_coverage ?? true,
    ipSources: file.public_ip?.sources?.map(parseIpSource) ?? DEFAULT_IP_SOURCES,
    grants: grantsOf(file.grants ?? {}),
    policy: policyOf(settings, services),
    security: {
      requireMfa: settings.require_mfa ?? false,
      allowRoot: settings.allow_root ?? true,
      allowYes: settings.allow_yes ?? false,
      ratePerMinute: settings.rate_limit_per_minute ?? null,
    },
    warnings: [...levelWarnings, ...(found ? fileWarnings(found) : [])],
    problem: null,
    unenforceable: found && unenforceable(found.unknown, found.name),
  });
}

function fileWarnings({ file, name, unknown }: Found): string[] {
  // Where a later version may know more, only what looks misspelt is told.
  const strange = unknown.filter(({ isLoose, near }) => !isLoose || near !== null);
  return [...strange.map(unknownKeyText), ...unused(file)].map(
    (warning) => `Config file ${name}: ${warning}`,
  );
}
