import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Cidr } from '#core/network/cidr.ts';
import type { PrefixLimits } from '#core/network/spans.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { GroupFacts, GroupPattern } from './group-patterns.ts';
import type { PortSpan, SensitivePort } from './ports.ts';

/** When a person is asked before a change: never, before risky ones, before each. */
export const CONFIRM_MODES = ['never', 'risky', 'always'] as const;
export type ConfirmMode = (typeof CONFIRM_MODES)[number];

/** `security_settings`, as far as they judge a change by what it is; SETTINGS says what each means. */
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
  /** The longest life of a rule: hours. Null: no limit. */
  readonly maxHours: number | null;
}

/** What is about to be changed in one group. */
export interface ProposedDiff {
  readonly groupId: SecurityGroupId;
  /** Null: the group was not read. */
  readonly group: GroupFacts | null;
  readonly authorize: readonly IngressRule[];
  /** Beside additions only rules that are there: what replaces a part of them counts as no addition. */
  readonly revoke: readonly IngressRule[];
  /** The longest life that it gives to a rule: hours; null: one without an end. Undefined: it gives none. */
  readonly longest?: number | null | undefined;
  /** What else makes it risky, a sentence each. */
  readonly risks?: readonly string[] | undefined;
  /** It takes away only what has expired, whose end was agreed to when it was granted. Default: no. */
  readonly onlyExpired?: boolean | undefined;
}

/** Why a change is not made: which setting, what it is, and which value would let it pass. */
export interface Refusal {
  /** `security_settings.…` */
  readonly setting: string;
  readonly reason: string;
  /** What would have to be written there; null where no value should. */
  readonly allows: string | null;
}

export type Decision =
  | { readonly kind: 'allow' }
  /** Every refusal, not the first alone: who mends one should not meet the next. */
  | { readonly kind: 'deny'; readonly refusals: readonly Refusal[] }
  /** A person has to say yes. */
  | { readonly kind: 'confirm'; readonly reasons: readonly string[] };

/** Which setting refuses, where it stands, and what there would let the change pass. */
export function explainRefusal({ setting, allows }: Refusal, file: string | null): string {
  const location = file === null ? 'by default; a config file, -c, can say otherwise' : `in ${file}`;
  const decides = `security_settings.${setting} decides this (${location})`;
  return allows === null ? `${decides}.` : `${decides}; ${allows} there would allow it.`;
}
