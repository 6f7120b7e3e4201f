import type { AwsSession } from '../aws/aws-session.ts';
import type { AccessRequest, Purpose } from '../aws/settings.ts';
import type { WhitelistError } from '../core/errors.ts';

/** What a tool is given for one request: the person's settings, and AWS on demand. */
export interface ToolContext {
  readonly settings: ToolSettings;
  /** The moment of the request. */
  readonly now: Date;
  /** The operating system's name of whoever runs the program. */
  readonly user: string;
  /**
   * Finds credentials and region, and loads the AWS part on first use.
   *
   * @param purpose - What the call will do: sessions of roles are limited to it.
   * @throws WhitelistError
   */
  open(request: AccessRequest, purpose: Purpose): Promise<AwsSession>;
}

export interface ToolSettings {
  readonly defaultPort: number | string | undefined;
  readonly defaultProtocol: string | undefined;
  readonly descriptionTemplate: string | undefined;
  /** `port_mappings`: names of the person's own. */
  readonly services: ReadonlyMap<string, number>;
  /** The config file cannot be used: every call answers with this. */
  readonly problem: WhitelistError | null;
  /** The config file asks for protection that this version cannot give: no call changes anything. */
  readonly unenforceable: WhitelistError | null;
}
