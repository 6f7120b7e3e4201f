import type { AwsSession } from '#aws/session.ts';
import type { AccessRequest, Purpose } from '#aws/settings.ts';
import type { Family } from '#core/network/address.ts';
import type { WhitelistError } from '#core/errors/errors.ts';
import type { PlannedChange } from '#core/approval/planned-change.ts';
import type { AccessChange } from '#core/policy/earlier-changes.ts';
import type { Policy } from '#core/policy/policy.ts';
import type { GrantSettings } from '#core/grants/settings.ts';
import type { CurrentAddresses } from '#core/public-ip/public-address.ts';
import type { Region } from '#core/identifiers/regions.ts';

/** How far a call has come that does the same for several things, one after another. */
export interface CallProgress {
  /** How many have ended, well or badly: 0 before the first one begins. */
  readonly done: number;
  readonly total: number;
  /** What is counted, in the plural: "groups". */
  readonly what: string;
}

/** A grant whose end this process may see to. */
export interface EndingGrant {
  readonly groupId: string;
  readonly region: Region;
  readonly profile: string | null;
  /** Its end, and how far off that is by AWS's time: milliseconds. */
  readonly endsAt: Date;
  readonly msUntilEnd: number;
}

/** What a tool is given for one request: the person's settings, and AWS on demand. */
export interface ToolContext {
  readonly settings: ToolSettings;
  /** The moment of the request. */
  readonly now: Date;
  /** The answer goes to a model, which reads so much and no more: lists in it are cut. */
  readonly isBounded: boolean;
  /** The operating system's name of whoever runs the program. */
  readonly user: string;
  /** What every answer says of how the process was started. */
  readonly standingWarnings: readonly string[];
  /**
   * Finds credentials and region, and loads the AWS part on first use.
   *
   * @param purpose - What the call will do: sessions of roles are limited to it.
   * @throws WhitelistError
   */
  openSession(request: AccessRequest, purpose: Purpose): Promise<AwsSession>;
  /**
   * Where the person's traffic reaches the internet from: what independent sources agree on. They are asked when this
   * is called, and once for the same families however often it is called.
   *
   * @throws WhitelistError `ip_disagreement`, `ip_unknown`; `timeout` or `cancelled` where the call itself ended
   */
  findOwnAddresses(families: readonly Family[]): Promise<CurrentAddresses>;
  /** Tokens for plans that were shown; see `plan_token`. */
  readonly planTokens: {
    /** Null: the process ends with this call, and no token of its would hold any longer. */
    mint(plan: PlannedChange): string | null;
    isValid(token: string, plan: PlannedChange): boolean;
    /** As `holds`, once. */
    redeem(token: string, plan: PlannedChange): boolean;
  };
  /** What answers tell of how they are taken back carries a signature, by which this process knows its own word again. */
  readonly undoSignatures: {
    /** Null: the process ends with this call, and nobody could bring its word back. */
    sign(text: string): string | null;
    isOwn(signature: string, text: string): boolean;
  };
  /**
   * `rate_limit_per_minute`: a group that is changed counts as one. Both throw `rate_limited` where so many more
   * (default 1) would be too many.
   */
  readonly rateLimit: {
    readonly check: (count?: number) => void;
    readonly consume: (count?: number) => void;
  };
  /**
   * Returns once a person has approved the plan.
   *
   * @returns `before`: their yes was there already, so that the plan was made after it; `now`: it was waited for, and the
   *   plan may be out of date
   * @throws WhitelistError `consent_required`, `declined`
   */
  requestApproval(plan: PlannedChange): Promise<'before' | 'now'>;
  /** What a person was asked about a moment ago: made in pieces, it still wants their yes. */
  readonly askedChanges: {
    readonly includes: (groupId: string, change: AccessChange) => boolean;
    readonly remember: (plan: PlannedChange) => void;
    readonly forget: (plan: PlannedChange) => void;
  };
  /**
   * Sees to it that the group is swept once the grant has ended, as long as this process runs. False: it cannot, since
   * it ends with its call.
   */
  scheduleSweep(grant: EndingGrant): boolean;
  /** Waits so long before another look at AWS: milliseconds. It ends early with the call. */
  sleep(milliseconds: number): Promise<void>;
  /** Tells whoever waits how far the call has come: with `done` 0 first, then each time that one has ended. */
  reportProgress(step: CallProgress): void;
}

export interface ToolSettings {
  /** What may be changed, whoever asks. */
  readonly policy: Policy;
  /** Where else a target may be: the config file's `regions`. */
  readonly regions: readonly Region[];
  /** Whether the group is read beside an addition, to tell what wider rules let in already. */
  readonly reportCoverage: boolean;
  readonly grants: GrantSettings;
  /** The config file in force, fit to be shown. */
  readonly file: string | null;
  /** What is to be known of the config file, and stands in each answer. */
  readonly fileWarnings: readonly string[];
  readonly defaultPort: number | string | undefined;
  readonly defaultProtocol: string | undefined;
  readonly descriptionTemplate: string | undefined;
  /** `port_mappings`: names of the person's own. */
  readonly services: ReadonlyMap<string, number>;
  /** The config file cannot be used: every call answers with this. */
  readonly problem: WhitelistError | null;
  /** The config file asks for protection that this version cannot give: nothing is changed. */
  readonly unenforceable: WhitelistError | null;
}
