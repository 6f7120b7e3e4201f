import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { redactRandomLooking } from '#core/text/redact.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { LOG_LEVELS, type LogFormat, type LogLevel } from '#core/log-level.ts';
import { DEFAULT_IP_SOURCES, parseIpSource } from '#core/public-ip/ip-source.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import type { Config } from './config.ts';
import { type ConfigFile, configFileSchema, toServices } from './file-schema.ts';
import { toGrantSettings } from './grants-schema.ts';
import { parseConfigFile } from './parse-config-file.ts';
import { toCredentialProfile } from './profile-schema.ts';
import { toPolicy } from './to-policy.ts';
import { describeUnused, unenforceableError } from './unenforceable-settings.ts';
import { requireFilledName } from './unfilled-name.ts';
import { describeUnknownKey, findUnknownKeys, type UnknownKey } from './unknown-keys.ts';

export interface Flags {
  /** `-c, --config FILE` */
  readonly config?: string | undefined;
  /** `-v, --verbose` */
  readonly verbose?: boolean | undefined;
  /** `--log-format text|json` */
  readonly logFormat?: LogFormat | undefined;
}

/** What the configuration is made from; handed in, so that it can be tried without a process. */
export interface ConfigSources {
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file's text; null where there is no such file. Other failures may throw. */
  readonly readFile: (path: string) => string | null;
  /** The places where a file of this name may be, the likeliest first. */
  readonly candidates: (name: string) => readonly string[];
}

/** Greatest length of one message in bytes, unless the file says otherwise. */
const DEFAULT_MAX_MESSAGE_BYTES = 1_048_576;

/** Longest that one call may take, unless the file says otherwise. */
const DEFAULT_CALL_SECONDS = 30;

/** Parses, merges and freezes; never throws for a bad file, since a server that dies shows as silence. */
export function loadConfig(sources: ConfigSources): Config {
  const { flags } = sources;
  const logging = { level: resolveLogLevel(sources), format: flags.logFormat ?? 'text' };
  try {
    const found = flags.config === undefined ? null : findFile(flags.config, sources);
    return buildConfig(found?.file ?? {}, logging, found);
  } catch (error) {
    return Object.freeze({ ...buildConfig({}, logging, null), problem: toWhitelistError(error) });
  }
}

interface FoundFile {
  readonly file: ConfigFile;
  readonly name: string;
  readonly unknown: readonly UnknownKey[];
}

function findFile(name: string, { candidates, readFile }: ConfigSources): FoundFile {
  requireFilledName(name);
  const tried = candidates(name);
  for (const path of tried) {
    const text = readConfig(path, readFile);
    if (text === null) continue;
    const { file, raw } = parseConfigFile(text, path);
    return { file, name: path, unknown: findUnknownKeys(configFileSchema, raw) };
  }
  throw new WhitelistError('config_error', `Config file ${redactRandomLooking(name)} was not found.`, {
    guidance: [
      `Looked for ${tried.map(redactRandomLooking).join(' and ')}.`,
      'Create it, or correct the path given with -c, then start again.',
    ],
  });
}

function readConfig(path: string, readFile: ConfigSources['readFile']): string | null {
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
  readonly level: ResolvedLogLevel;
  readonly format: LogFormat;
}

function buildConfig(
  file: ConfigFile,
  { level: [logLevel, levelWarnings], format }: Logging,
  found: FoundFile | null,
): Config {
  const { default_parameters: defaults = {}, security_settings: settings = {} } = file;
  const services = toServices(file);
  return Object.freeze({
    file: found?.name ?? null,
    logLevel,
    logFormat: format,
    maxMessageBytes: file.server?.max_message_bytes ?? DEFAULT_MAX_MESSAGE_BYTES,
    callLimit: (file.server?.call_timeout_seconds ?? DEFAULT_CALL_SECONDS) * 1000,
    profiles: (file.credential_profiles ?? []).map(toCredentialProfile),
    region: defaults.region === undefined ? null : parseRegion(defaults.region),
    regions: [...new Set(file.regions)].map((code) => parseRegion(code)),
    defaultPort: defaults.port,
    defaultProtocol: defaults.protocol,
    descriptionTemplate: defaults.description_template,
    services,
    reportCoverage: defaults.report_coverage ?? true,
    ipSources: file.public_ip?.sources?.map(parseIpSource) ?? DEFAULT_IP_SOURCES,
    grants: toGrantSettings(file.grants ?? {}),
    policy: toPolicy(settings, services),
    security: {
      requireMfa: settings.require_mfa ?? false,
      allowRoot: settings.allow_root ?? true,
      allowYes: settings.allow_yes ?? false,
      ratePerMinute: settings.rate_limit_per_minute ?? null,
    },
    warnings: [...levelWarnings, ...(found ? fileWarnings(found) : [])],
    problem: null,
    unenforceable: found && unenforceableError(found.unknown, found.name),
  });
}

function fileWarnings({ file, name, unknown }: FoundFile): string[] {
  // Where a later version may know more keys, only those that look misspelt are reported.
  const reported = unknown.filter(({ isLoose, suggestion }) => !isLoose || suggestion !== null);
  return [...reported.map(describeUnknownKey), ...describeUnused(file)].map(
    (warning) => `Config file ${name}: ${warning}`,
  );
}

export type ResolvedLogLevel = readonly [level: LogLevel, warnings: readonly string[]];

interface LogLevelSources {
  readonly flags: { readonly verbose?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `-v` means debug; else AWS_WHITELIST_LOG_LEVEL in either case, with Python's names for the levels. */
function resolveLogLevel({ flags, env }: LogLevelSources): ResolvedLogLevel {
  if (flags.verbose) return ['debug', []];
  const text = (env['AWS_WHITELIST_LOG_LEVEL'] ?? 'warning').toLowerCase();
  const aliases = new Map<string, LogLevel>([
    ['warn', 'warning'],
    ['critical', 'error'],
  ]);
  const level = LOG_LEVELS.find((known) => known === text) ?? aliases.get(text);
  if (level) return [level, []];
  const closest = closestMatch(text, LOG_LEVELS);
  const suggestion = closest === null ? '' : `; did you mean ${closest.toUpperCase()}?`;
  return [
    'warning',
    [`AWS_WHITELIST_LOG_LEVEL is not one of ${LOG_LEVELS.join(', ').toUpperCase()}${suggestion}`],
  ];
}
