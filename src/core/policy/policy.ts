import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Cidr } from '#core/network/cidr.ts';
import type { PrefixLimits } from '#core/network/spans.ts';
import type { RuleDiff } from '#core/rules/rule-diff.ts';
import type { GroupFacts, GroupPattern } from './group-patterns.ts';
import type { FoundDatabase, PortSpan, SensitivePort } from './ports.ts';

/** When a person is asked before a change: never, before risky ones, before each. */
export const CONFIRM_MODES = ['never', 'risky', 'always'] as const;
export type ConfirmMode = (typeof CONFIRM_MODES)[number];

/** `security_settings`, as far as they judge the change itself; SETTINGS says what each means. */
export interface Policy {
  readonly readOnly: boolean;
  readonly allowWorldOpen: boolean;
  /** For public sources. */
  readonly minPrefix: PrefixLimits;
  readonly sensitivePorts: readonly SensitivePort[];
  /** Null: all. */
  readonly allowedIpRanges: readonly Cidr[] | null;
  /** Null: all. */
  readonly allowedPorts: readonly PortSpan[] | null;
  /** Null: all. */
  readonly allowedGroups: readonly GroupPattern[] | null;
  readonly confirm: ConfirmMode;
  /** For how long access may be granted. Null: no limit. */
  readonly maxHours: number | null;
}

/** What is about to be changed in one group. */
export interface ProposedDiff extends Omit<RuleDiff, 'rewrite'>, Partial<Pick<RuleDiff, 'rewrite'>> {
  readonly groupId: SecurityGroupId;
  /** Null: the group was not read. */
  readonly group: GroupFacts | null;
  /** Databases and caches that the call names and a look-up found there, at whatever port. Default: none is known. */
  readonly databases?: readonly FoundDatabase[];
}

/** Why a change is refused: by which setting, for what, and which value would allow it. */
export interface Refusal {
  /** `security_settings.…` */
  readonly setting: string;
  readonly reason: string;
  /** The value that would allow it; null where none should. */
  readonly allows: string | null;
}

export type Decision =
  | { readonly kind: 'allow' }
  /** All refusals, so that they can be resolved at once. */
  | { readonly kind: 'deny'; readonly refusals: readonly Refusal[] }
  /** A person has to say yes. */
  | { readonly kind: 'confirm'; readonly reasons: readonly string[] };

/** Says which setting refuses, where it is set, and what would allow the change. */
export function explainRefusal({ setting, allows }: Refusal, file: string | null): string {
  const location = file === null ? 'by default; a config file, -c, can say otherwise' : `in ${file}`;
  const decides = `security_settings.${setting} decides this (${location})`;
  return allows === null ? `${decides}.` : `${decides}; ${allows} there would allow it.`;
}
