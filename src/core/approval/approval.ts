import { quote, escapeUnprintable } from '#core/text/escape.ts';
import { summarizeAccess } from './access-summary.ts';

/** One rule of a difference, as the person is shown it; a description is a stranger's text. */
export interface RuleSummary {
  /** `tcp 443 from 203.0.113.7/32` */
  readonly rule: string;
  readonly description: string | null;
}

/** A rule that stays and gets another description, which says who holds it. */
export interface DescriptionSummary extends RuleSummary {
  readonly becomes: string;
}

/** The change in one group, as a person is shown it. */
export interface GroupSummary {
  readonly region: string;
  readonly groupId: string;
  /** Null: not read. */
  readonly groupName: string | null;
  readonly added: readonly RuleSummary[];
  readonly removed: readonly RuleSummary[];
  /** Rules that get another description. */
  readonly described: readonly DescriptionSummary[];
}

/** A change that a person has to approve, as they are shown it. */
export interface ChangeSummary {
  /** Why an approval is needed, a sentence each. */
  readonly reasons: readonly string[];
  /** What else is worth a word, a sentence each. Default: nothing. */
  readonly warnings?: readonly string[] | undefined;
  /** Digest of what would be changed and by whom: the approval is for this alone. */
  readonly plan: string;
  readonly account: string;
  /** Whose credentials would make the change. */
  readonly arn: string;
  /** At least one: those that would be changed. */
  readonly groups: readonly GroupSummary[];
}

/** A change that a person has to approve before it is made. */
export interface Approval extends ChangeSummary {
  readonly kind: 'approval';
  /** Identifies this approval where the client itself asks the person; never shown to a model. */
  readonly token: string;
}

/** The one group of a change; null where there are several, each of which is then shown with its region. */
export const singleGroup = ([first, ...others]: readonly GroupSummary[]): GroupSummary | null =>
  first && others.length === 0 ? first : null;

/** `1 rule`, `2 rules` */
export const formatCount = (count: number, noun: string): string =>
  count === 1 ? `1 ${noun}` : `${count} ${noun}s`;

/** How many rules are added, removed and described anew, in all groups together. */
export const countRules = (
  groups: readonly GroupSummary[],
): { readonly added: number; readonly removed: number; readonly described: number } => ({
  added: groups.reduce((sum, { added }) => sum + added.length, 0),
  removed: groups.reduce((sum, { removed }) => sum + removed.length, 0),
  described: groups.reduce((sum, { described }) => sum + described.length, 0),
});

/** `adds 1 rule and removes 2 rules`, in all groups together; `changes who holds 1 rule` */
export function describeEffect(groups: readonly GroupSummary[]): string {
  const { added, removed, described } = countRules(groups);
  const parts = [
    ...(added > 0 ? [`adds ${formatCount(added, 'rule')}`] : []),
    ...(removed > 0 ? [`removes ${formatCount(removed, 'rule')}`] : []),
    ...(described > 0 ? [`changes who holds ${formatCount(described, 'rule')}`] : []),
  ];
  return [
    ...(parts.length > 2 ? [parts.slice(0, -1).join(', ')] : parts.slice(0, -1)),
    ...parts.slice(-1),
  ].join(' and ');
}

/** `3 security groups in 2 regions`; one group by its id. */
export function describeExtent(groups: readonly GroupSummary[]): string {
  const one = singleGroup(groups);
  if (one) return escapeUnprintable(one.groupId);
  const regions = new Set(groups.map(({ region }) => escapeUnprintable(region)));
  const location = regions.size === 1 ? [...regions].join() : formatCount(regions.size, 'region');
  return `${formatCount(groups.length, 'security group')} in ${location}`;
}

/**
 * The whole change in lines of plain text, worded as on the page. No stranger's text can begin a line of its own.
 *
 * @param now - This machine's time.
 */
export function describeChange(
  { groups, account, arn, reasons, warnings = [] }: ChangeSummary,
  now: Date,
): string[] {
  const why =
    reasons.length > 0
      ? [`Why you are asked: ${reasons.map((reason) => escapeUnprintable(reason)).join(' ')}`]
      : [];
  const described = warnings.map((warning) => `Warning: ${escapeUnprintable(warning)}`);
  const identity = `Identity: ${escapeUnprintable(arn)}`;
  const one = singleGroup(groups);
  if (one)
    return [
      `Security group: ${describeGroup(one)}`,
      `Account: ${escapeUnprintable(account)}, region: ${escapeUnprintable(one.region)}`,
      ...[identity, ...describeDiff(one, now), ...described, ...why],
    ];
  return [
    `This ${describeEffect(groups)} in ${describeExtent(groups)}.`,
    ...[`Account: ${escapeUnprintable(account)}`, identity],
    ...groups.flatMap((group, index) => [
      '',
      `Security group ${index + 1} of ${groups.length}: ${describeGroup(group)}, region: ${escapeUnprintable(group.region)}`,
      ...describeDiff(group, now),
    ]),
    ...(described.length + why.length > 0 ? ['', ...described, ...why] : []),
  ];
}

/** `sg-0123abcd named "web"` */
export const describeGroup = ({ groupId, groupName }: GroupSummary): string =>
  escapeUnprintable(groupId) + (groupName === null ? '' : ` named ${quote(groupName, 255)}`);

const describeDiff = ({ added, removed, described }: GroupSummary, now: Date): string[] => [
  ...describeRules('added', '+', added, now),
  ...describeRules('removed', '-', removed, now),
  ...describeUpdates(described, now),
];

/** `held by jo until 20:05 (in 2 h), ann without an end, described as "Jo, home"` */
function describeDescription(description: string, now: Date): string {
  const { words, holders } = summarizeAccess(description, now);
  const held = holders.map(({ access, reason }) =>
    reason === null ? access : `${access} (reason: ${quote(reason, 255)})`,
  );
  return [
    ...(held.length > 0 ? [`held by ${held.join(', ')}`] : []),
    ...(words === null ? [] : [`described as ${quote(words, 255)}`]),
  ].join(', ');
}

function describeUpdates(rules: readonly DescriptionSummary[], now: Date): string[] {
  if (rules.length === 0) return [];
  const each = rules.flatMap(({ rule, description, becomes }) => [
    `  * ${escapeUnprintable(rule)}, ${describeDescription(description ?? '', now)}`,
    `    will be ${describeDescription(becomes, now)}`,
  ]);
  return [`Will have other holders: ${formatCount(rules.length, 'rule')}`, ...each];
}

function describeRules(verb: string, sign: string, rules: readonly RuleSummary[], now: Date): string[] {
  if (rules.length === 0) return [];
  const each = rules.map(({ rule, description }) => {
    const suffix = description === null ? '' : `, ${describeDescription(description, now)}`;
    return `  ${sign} ${escapeUnprintable(rule)}${suffix}`;
  });
  return [`Will be ${verb}: ${formatCount(rules.length, 'rule')}`, ...each];
}
