import type { Group } from '#aws/security-groups/group.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { describeFilter, type GrantFilter, matchesFilter } from '#core/grants/filter.ts';
import { parseNote } from '#core/grants/note.ts';
import { firstAddress, formatCidr, lastAddress, type Cidr } from '#core/network/cidr.ts';
import type { RequestedTraffic } from '#core/network/port-list.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { isCidrWithin, PRIVATE_RANGES } from '#core/network/spans.ts';
import { describeTraffic, toPortInterval, type Traffic } from '#core/network/traffic.ts';
import { matchesPattern } from '#core/policy/group-patterns.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';

/** Which groups are meant; all that is given has to hold. */
export interface GroupFilter {
  /** In small letters; a part of a name, or all of it with `*` and `?`. */
  readonly name: string | null;
  readonly vpc: string | null;
  /** `value` null: any. */
  readonly tag: { readonly key: string; readonly value: string | null } | null;
}

/** Which rules are meant; all that is given has to hold. */
export interface RuleFilter {
  readonly grants: GrantFilter | null;
  /** Rules that let in some of these addresses. */
  readonly from: Cidr | null;
  /** Rules that let in some of this traffic. */
  readonly traffic: readonly RequestedTraffic[] | null;
}

export const isEmptyFilter = ({ grants, from, traffic }: RuleFilter): boolean =>
  grants === null && from === null && traffic === null;

/** `tag:KEY=VALUE`, `KEY=VALUE` or `KEY`. @throws WhitelistError `invalid_input` */
export function parseTagFilter(text: string): NonNullable<GroupFilter['tag']> {
  const [, key = '', value] = /^(?:tag:)?([^=]+)(?:=(.*))?$/s.exec(text.trim()) ?? [];
  if (key !== '' && value !== '') return { key, value: value ?? null };
  throw invalidInput({
    field: 'tag',
    value: text,
    expected: 'a tag, with its value or without',
    example: '"Environment=staging"',
  });
}

export function matchesGroupFilter(
  { name, tags, vpcId }: Group,
  { name: wanted, vpc, tag }: GroupFilter,
): boolean {
  if (vpc !== null && vpcId !== vpc) return false;
  if (tag !== null && (tag.value === null ? !tags.has(tag.key) : tags.get(tag.key) !== tag.value))
    return false;
  if (wanted === null) return true;
  const pattern = /[*?]/.test(wanted) ? wanted : `*${wanted}*`;
  return [name, tags.get('Name') ?? ''].some((text) => matchesPattern(pattern, text.toLowerCase()));
}

/** Whether a rule is let through; of grants, one without a note of this version never is. @param now - AWS's time. */
export function createRuleFilter(
  { grants, from, traffic }: RuleFilter,
  now: Date,
): (rule: IngressRule) => boolean {
  return (rule) => {
    if (from !== null && !mayLetIn(rule, from)) return false;
    if (traffic !== null && !traffic.some((one) => meetsTraffic(rule.traffic, one))) return false;
    if (grants === null) return true;
    const note = parseNote(rule.description);
    return note !== null && matchesFilter(note, grants, now);
  };
}

/** A prefix list may hold any address, and members of a group have private ones. */
function mayLetIn({ source }: IngressRule, from: Cidr): boolean {
  if (source.kind === 'prefix_list') return true;
  if (source.kind === 'security_group') return from.family === 6 || isCidrWithin(from, PRIVATE_RANGES);
  const { cidr } = source;
  return (
    cidr.family === from.family &&
    firstAddress(cidr) <= lastAddress(from) &&
    firstAddress(from) <= lastAddress(cidr)
  );
}

const meetsTraffic = (traffic: Traffic, wanted: RequestedTraffic): boolean =>
  [wanted[4], wanted[6]].some((one) => one !== null && isMeeting(traffic, one));

function isMeeting(a: Traffic, b: Traffic): boolean {
  const [p, q] = [protocolNumber(a.protocol), protocolNumber(b.protocol)];
  const [aFrom, aTo] = toPortInterval(a);
  const [bFrom, bTo] = toPortInterval(b);
  return (p === q || p === -1 || q === -1) && aFrom <= bTo && bFrom <= aTo;
}

/** What follows "rules": `of jo on tcp 22 that let in 203.0.113.7/32`. */
export const describeRuleFilter = ({ grants, from, traffic }: RuleFilter): string =>
  [
    ...(grants === null ? [] : [describeFilter(grants)]),
    ...(traffic === null ? [] : [`on ${traffic.map(describeRequested).slice(0, 5).join(', ')}`]),
    ...(from === null ? [] : [`that may let in ${formatCidr(from)}`]),
  ].join(' ');

export const describeRequested = (requested: RequestedTraffic): string => {
  const traffic = requested[4] ?? requested[6];
  return traffic === null ? '' : describeTraffic(traffic);
};
