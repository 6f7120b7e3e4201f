import type { WhitelistError } from '../core/errors.ts';
import type { LogFormat, LogLevel } from '../core/log-level.ts';
import type { Region } from '../core/regions.ts';

export interface ConfigProfile {
  readonly name: string;
  /** The AWS profile to use; null where the entry names no source of its own. */
  readonly awsProfile: string | null;
  readonly region: Region | null;
}

/** Everything that is settled before the first call; frozen. */
export interface Config {
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** Greatest length of one message on standard input, in bytes. */
  readonly maxMessageBytes: number;
  readonly profiles: readonly ConfigProfile[];
  readonly region: Region | null;
  readonly defaultPort: number | string | undefined;
  readonly defaultProtocol: string | undefined;
  readonly descriptionTemplate: string | undefined;
  /** `port_mappings`, names in lower case. */
  readonly services: ReadonlyMap<string, number>;
  /** Unknown keys and the like: said once, at start. */
  readonly warnings: readonly string[];
  /** The file is missing or wrong: a server still starts, and every call answers with this. */
  readonly problem: WhitelistError | null;
  /** The file asks for protection that this version cannot give: nothing is changed under it. */
  readonly unenforceable: WhitelistError | null;
}
