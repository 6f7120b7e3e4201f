import type { WhitelistError } from '#core/errors/errors.ts';
import type { GrantSettings } from '#core/grants/settings.ts';
import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import type { Policy } from '#core/policy/policy.ts';
import type { IpSource } from '#core/public-ip/ip-source.ts';
import type { LogFormat, LogLevel } from '#core/log-level.ts';
import type { Region } from '#core/identifiers/regions.ts';

/** Everything that is settled before the first call; frozen. */
export interface Config {
  /** The path of the file in force, fit to be shown; null: there is none, or it could not be used. */
  readonly file: string | null;
  /** Why it is that file, or why there is none: "named by -c". */
  readonly fileOrigin: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** Greatest length of one message on standard input, in bytes. */
  readonly maxMessageBytes: number;
  /** Longest that one call may take in all: milliseconds. Retries count, the time that a person takes does not. */
  readonly callLimit: number;
  readonly profiles: readonly CredentialProfile[];
  readonly region: Region | null;
  /** `regions`: where else a target is looked for; each once, in the file's order. */
  readonly regions: readonly Region[];
  readonly defaultPort: number | string | undefined;
  readonly defaultProtocol: string | undefined;
  readonly descriptionTemplate: string | undefined;
  /** `port_mappings`, names in lower case. */
  readonly services: ReadonlyMap<string, number>;
  /** `default_parameters.report_coverage` */
  readonly reportCoverage: boolean;
  /** Who is asked for the person's own address. */
  readonly ipSources: readonly IpSource[];
  readonly grants: GrantSettings;
  /** `security_settings`, as far as they judge a change by what it is. */
  readonly policy: Policy;
  /** The rest of them: who changes, how often, with whose consent. */
  readonly security: {
    /** Only sessions that were opened with an MFA code. */
    readonly requireMfa: boolean;
    /** Whether the account's root user will do. */
    readonly allowRoot: boolean;
    /** Whether `--yes` counts as the person's consent. */
    readonly allowYes: boolean;
    /** Null: no limit. */
    readonly ratePerMinute: number | null;
  };
  /** What of all that is to be known; said at start. */
  readonly warnings: readonly string[];
  /** Those of them that are about the file, such as unknown keys: said in each answer too. */
  readonly fileWarnings: readonly string[];
  /** The file is missing or wrong: a server still starts, and every call answers with this. */
  readonly problem: WhitelistError | null;
  /** The file asks for protection that this version cannot give: nothing is changed. */
  readonly unenforceable: WhitelistError | null;
}
