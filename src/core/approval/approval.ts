import { quote, escapeUnprintable } from '#core/text/escape.ts';

/** One rule of a difference, as the person is shown it; a description is a stranger's text. */
export interface RuleSummary {
  /** `tcp 443 from 203.0.113.7/32` */
  readonly rule: string;
  readonly description: string | null;
}

/** A rule that stays, with another description: who holds it is written there. */
export interface DescriptionSummary extends RuleSummary {
  readonly becomes: string;
}

/** What a person is shown of what becomes of one group. */
export interface GroupSummary {
  readonly region: string;
  readonly groupId: string;
  /** Null: not read. */
  readonly groupName: string | null;
  readonly added: readonly RuleSummary[];
  readonly removed: readonly RuleSummary[];
  /** Those whose descriptions are to be others. */
  readonly described: readonly DescriptionSummary[];
}

/** What a person is shown of a change that they have to approve. */
export interface ChangeSummary {
  /** Why it is asked, a sentence each. */
  readonly reasons: readonly string[];
  /** Digest of what would be changed and by whom: the approval holds for this alone. */
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
  /** Stands for this approval where the client asks the person itself; never shown to a model. */
  readonly token: string;
}

/** The one group of a change; null where there are several, each of which says where it is itself. */
export const singleGroup = ([first, ...others]: readonly GroupSummary[]): GroupSummary | null =>
  first && others.length === 0 ? first : null;

/** `1 rule`, `2 rules` */
export const formatCount = (count: number, noun: string): string =>
  count === 1 ? `1 ${noun}` : `${count} ${noun}s`;

/** How many rules come and how many go, in all groups together. */
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

/** The change in lines of plain text: all of it, in the words of the page. Nothing that a stranger wrote makes a line. */
export function describeChange({ groups, account, arn, reasons }: ChangeSummary): string[] {
  const why =
    reasons.length > 0
      ? [`Why you are asked: ${reasons.map((reason) => escapeUnprintable(reason)).join(' ')}`]
      : [];
  const identity = `Identity: ${escapeUnprintable(arn)}`;
  const one = singleGroup(groups);
  if (one)
    return [
      `Security group: ${describeGroup(one)}`,
      `Account: ${escapeUnprintable(account)}, region: ${escapeUnprintable(one.region)}`,
      ...[identity, ...describeDiff(one), ...why],
    ];
  return [
    `This ${describeEffect(groups)} in ${describeExtent(groups)}.`,
    ...[`Account: ${escapeUnprintable(account)}`, identity],
    ...groups.flatMap((group, index) => [
      '',
      `Security group ${index + 1} of ${groups.length}: ${describeGroup(group)}, region: ${escapeUnprintable(group.region)}`,
      ...describeDiff(group),
    ]),
    ...(why.length > 0 ? ['', ...why] : []),
  ];
}

/** `sg-0123abcd named "web"` */
export const describeGroup = ({ groupId, groupName }: GroupSummary): string =>
  escapeUnprintable(groupId) + (groupName === null ? '' : ` named ${quote(groupName, 255)}`);

const describeDiff = ({ added, removed, described }: GroupSummary): string[] => [
  ...describeRules('added', '+', added),
  ...describeRules('removed', '-', removed),
  ...describeUpdates(described),
];

function describeUpdates(rules: readonly DescriptionSummary[]): string[] {
  if (rules.length === 0) return [];
  const each = rules.flatMap(({ rule, description, becomes }) => [
    `  * ${escapeUnprintable(rule)}, described as ${quote(description ?? '', 255)}`,
    `    will be described as ${quote(becomes, 255)}`,
  ]);
  return [`Will have other holders: ${formatCount(rules.length, 'rule')}`, ...each];
}

function describeRules(verb: string, sign: string, rules: readonly RuleSummary[]): string[] {
  if (rules.length === 0) return [];
  const each = rules.map(({ rule, description }) => {
    const words = description === null ? '' : `, described as ${quote(description, 255)}`;
    return `  ${sign} ${escapeUnprintable(rule)}${words}`;
  });
  return [`Will be ${verb}: ${formatCount(rules.length, 'rule')}`, ...each];
}
