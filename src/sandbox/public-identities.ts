import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { type RoleName, SEED_ROLES } from '#sandbox/auth/roles.ts';
import type { KeyRecord } from '#sandbox/state/state.ts';
import { SEED_REGION } from './regions.ts';

export interface SandboxKey {
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Only temporary keys have one. */
  sessionToken?: string;
  arn: string;
}

export interface SandboxKeys {
  /** May do everything. */
  admin: SandboxKey;
  /** Has the written guide's minimal policy and nothing more. */
  minimal: SandboxKey;
  /** May describe, not change. */
  readOnly: SandboxKey;
  /** A temporary key that may do everything; it does not expire. */
  session: SandboxKey;
  /** The example key out of the guide's request template, with the minimal policy. Its token may be left out. */
  guide: SandboxKey;
  /** The account's root: may do everything but assume roles. */
  root: SandboxKey;
  /**
   * A user with an MFA device and the minimal policy, who may also assume roles, set their source identity and
   * list the own access keys. The key was made on 2025-01-15.
   */
  jo: SandboxKey;
  /** A user with an MFA device who may do nothing without it, and what the minimal policy allows with it. */
  kim: SandboxKey;
  /** A user whose policy allows nothing. */
  nobody: SandboxKey;
}

/** ARNs of the sandbox's roles. All but the first have the minimal policy, unless it says otherwise. */
export type SandboxRoles = Readonly<
  Record<
    /** May do everything; trusts the account; up to 4 hours. */
    | 'securityAdmin'
    /** Has a path in its ARN; trusts the account. */
    | 'operator'
    /** Wants the external id `partner-7`, and lets nobody set a source identity; trusts the account. */
    | 'partner'
    /** Wants MFA; trusts the account. */
    | 'guarded'
    /** May assume `spoke` and nothing more; trusts the account. */
    | 'hub'
    /** Trusts `hub` alone; up to 12 hours, though a session that opens it gets one. */
    | 'spoke'
    /** For web identity tokens alone. */
    | 'federated'
    /** Trusts nobody. */
    | 'closed',
    string
  >
>;

function toSandboxKey(
  name: string,
  { accessKeyId, secretAccessKey, sessionToken, arn }: KeyRecord,
): SandboxKey {
  const key = { name, accessKeyId, secretAccessKey, arn };
  return sessionToken === undefined ? key : { ...key, sessionToken };
}

/** The seed's keys as callers of the sandbox see them. */
export function listSandboxKeys(): SandboxKeys {
  const key = (name: keyof typeof SEED_KEYS) => toSandboxKey(name, SEED_KEYS[name]);
  return {
    admin: key('admin'),
    minimal: key('minimal'),
    readOnly: key('readOnly'),
    session: key('session'),
    guide: key('guide'),
    root: key('root'),
    jo: key('jo'),
    kim: key('kim'),
    nobody: key('nobody'),
  };
}

/** The seed's roles as callers of the sandbox see them. */
export function listSandboxRoles(): SandboxRoles {
  const arn = (name: RoleName) => SEED_ROLES[name].arn;
  return {
    securityAdmin: arn('securityAdmin'),
    operator: arn('operator'),
    partner: arn('partner'),
    guarded: arn('guarded'),
    hub: arn('hub'),
    spoke: arn('spoke'),
    federated: arn('federated'),
    closed: arn('closed'),
  };
}

/** Variables with which any AWS tool uses the sandbox with this key. */
export function buildEnvironment(endpoint: string, key: SandboxKey): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    // A token left over from other credentials would spoil these; every tool takes an empty one for none.
    AWS_SESSION_TOKEN: '',
    AWS_REGION: SEED_REGION,
    AWS_DEFAULT_REGION: SEED_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
