import { toWhitelistError } from '#core/errors/errors.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { LOG_LEVELS, type LogFormat, type LogLevel } from '#core/log-level.ts';
import { DEFAULT_IP_SOURCES, parseIpSource } from '#core/public-ip/ip-source.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import type { Config } from './config.ts';
import { type ConfigFile, configFileSchema, toServices } from './file-schema.ts';
import { toGrantSettings } from './grants-schema.ts';
import { parseConfigFile, type ParsedConfigFile } from './parse-config-file.ts';
import { findEntryProblem, toCredentialProfile } from './profile-schema.ts';
import {
  type ConfigPlace,
  findConfigFile,
  type FoundConfigFile,
  type ReadFile,
  showFile,
} from './reading/find-config-file.ts';
import type { DuplicateKey, TextPosition } from './reading/jsonc.ts';
import { describeUnknownKey, findUnknownKeys, showPath, type UnknownKey } from './reading/unknown-keys.ts';
import { toPolicy } from './to-policy.ts';
import { describeUnused, mayLimit, unenforceableError } from './unenforceable-settings.ts';

export interface Flags {
  /** `-c, --config FILE` */
  readonly config?: string | undefined;
  /** `--no-config` */
  readonly noConfig?: boolean | undefined;
  /** `-v, --verbose` */
  readonly verbose?: boolean | undefined;
  /** `--log-format text|json` */
  readonly logFormat?: LogFormat | undefined;
}

/** What the configuration is made from; handed in, so that it can be tried without a process. */
export interface ConfigSources {
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly place: ConfigPlace;
}

/** Greatest length of one message in bytes, unless the file says otherwise. */
const DEFAULT_MAX_MESSAGE_BYTES = 1_048_576;

/** Longest that one call may take, unless the file says otherwise. */
const DEFAULT_CALL_SECONDS = 30;

/** Parses, merges and freezes; never throws for a bad file, since a server that dies shows as silence. */
export function loadConfig({ flags, env, readFile, place }: ConfigSources): Config {
  const logging = { level: resolveLogLevel({ flags, env }), format: flags.logFormat ?? 'text' };
  let found: FoundConfigFile | null = null;
  try {
    const request = { named: flags.config, isLeftOut: flags.noConfig === true, env };
    found = findConfigFile(request, place, readFile);
    return buildConfig(readFound(found), logging, found);
  } catch (error) {
    const file: FileInForce = { file: {}, path: null, unknown: [], duplicates: [], locate: () => START };
    const why = found === null ? 'it cannot be used' : `${found.why}, and cannot be used`;
    const config = buildConfig(file, logging, { path: null, text: '', why, warnings: [] });
    return Object.freeze({ ...config, problem: toWhitelistError(error) });
  }
}

/** A file as it is in force. */
interface FileInForce {
  readonly file: ConfigFile;
  /** Null: there is none. */
  readonly path: string | null;
  readonly unknown: readonly UnknownKey[];
  readonly duplicates: readonly DuplicateKey[];
  readonly locate: ParsedConfigFile['locate'];
}

const START = { line: 1, column: 1 };

function readFound({ path, text }: FoundConfigFile): FileInForce {
  if (path === null) return { file: {}, path, unknown: [], duplicates: [], locate: () => START };
  const { file, raw, duplicates, locate } = parseConfigFile(text, path);
  return { file, path, unknown: findUnknownKeys(configFileSchema, raw), duplicates, locate };
}

interface Logging {
  readonly level: ResolvedLogLevel;
  readonly format: LogFormat;
}

function buildConfig(
  read: FileInForce,
  { level: [logLevel, levelWarnings], format }: Logging,
  found: FoundConfigFile,
): Config {
  const { file, path, unknown, duplicates } = read;
  const name = path === null ? null : showFile(path);
  const { default_parameters: defaults = {}, security_settings: settings = {} } = file;
  const services = toServices(file);
  const fileWarnings = [...found.warnings, ...(name === null ? [] : describeFile(read, name))];
  return Object.freeze({
    file: name,
    fileOrigin: found.why,
    logLevel,
    logFormat: format,
    maxMessageBytes: file.server?.max_message_bytes ?? DEFAULT_MAX_MESSAGE_BYTES,
    callLimit: (file.server?.call_timeout_seconds ?? DEFAULT_CALL_SECONDS) * 1000,
    profiles: (file.credential_profiles ?? []).map((entry, i) =>
      toCredentialProfile(entry, name === null ? null : findEntryProblem(i, unknown, name)),
    ),
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
    warnings: [...levelWarnings, ...fileWarnings],
    fileWarnings,
    problem: null,
    unenforceable: name === null ? null : unenforceableError(unknown, duplicates, name),
  });
}

function describeFile({ file, unknown, duplicates, locate }: FileInForce, name: string): string[] {
  // Where a later version may know more keys, only those that look misspelt are reported, and what stops changes.
  const reported = unknown.filter((key) => !key.isLoose || key.suggestion !== null || mayLimit(key));
  const at = ({ line, column }: TextPosition) => `Config file ${name}, line ${line}, column ${column}`;
  return [
    ...reported.map((key) => `${at(locate(key.path))}: ${describeUnknownKey(key)}`),
    ...duplicates.map((key) => `${at(key.at)}: ${showPath(key.path)} is there twice.`),
    ...describeUnused(file).map((warning) => `Config file ${name}: ${warning}.`),
  ];
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
