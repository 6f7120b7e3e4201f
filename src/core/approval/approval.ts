import { quoted, visible } from '#core/text/visible.ts';

/** One rule of a difference, as the person is shown it; a description is a stranger's text. */
export interface ShownRule {
  /** `tcp 443 from 203.0.113.7/32` */
  readonly rule: string;
  readonly description: string | null;
}

/** A rule that stays, with another description: who holds it is written there. */
export interface ShownDescription extends ShownRule {
  readonly becomes: string;
}

/** What a person is shown of what becomes of one group. */
export interface ShownGroup {
  readonly region: string;
  readonly groupId: string;
  /** Null: not read. */
  readonly groupName: string | null;
  readonly added: readonly ShownRule[];
  readonly removed: readonly ShownRule[];
  /** Those whose descriptions are to be others. */
  readonly described: readonly ShownDescription[];
}

/** What a person is shown of a change that they have to approve. */
export interface ShownChange {
  /** Why it is asked, a sentence each. */
  readonly reasons: readonly string[];
  /** Digest of what would be changed and by whom: the approval holds for this alone. */
  readonly plan: string;
  readonly account: string;
  /** Whose credentials would make the change. */
  readonly arn: string;
  /** At least one: those that would be changed. */
  readonly groups: readonly ShownGroup[];
}

/** A change that a person has to approve before it is made. */
export interface Approval extends ShownChange {
  readonly kind: 'approval';
  /** Stands for this approval where the client asks the person itself; never shown to a model. */
  readonly token: string;
}

/** The one group of a change; null where there are several, each of which says where it is itself. */
export const onlyGroup = ([first, ...others]: readonly ShownGroup[]): ShownGroup | null =>
  first && others.length === 0 ? first : null;

/** `1 rule`, `2 rules` */
export const counted = (count: number, noun: string): string =>
  count === 1 ? `1 ${noun}` : `${count} ${noun}s`;

/** How many rules come and how many go, in all groups together. */
export const rulesIn = (
  groups: readonly ShownGroup[],
): { readonly added: number; readonly removed: number; readonly described: number } => ({
  added: groups.reduce((sum, { added }) => sum + added.length, 0),
  removed: groups.reduce((sum, { removed }) => sum + removed.length, 0),
  described: groups.reduce((sum, { described }) => sum + described.length, 0),
});

/** `adds 1 rule and removes 2 rules`, in all groups together; `changes who holds 1 rule` */
export function effectOf(groups: readonly ShownGroup[]): string {
  const { added, removed, described } = rulesIn(groups);
  const parts = [
    ...(added > 0 ? [`adds ${counted(added, 'rule')}`] : []),
    ...(removed > 0 ? [`removes ${counted(removed, 'rule')}`] : []),
    ...(described > 0 ? [`changes who holds ${counted(described, 'rule')}`] : []),
  ];
  return [
    ...(parts.length > 2 ? [parts.slice(0, -1).join(', ')] : parts.slice(0, -1)),
    ...parts.slice(-1),
  ].join(' and ');
}

/** `3 security groups in 2 regions`; one group by its id. */
export function extentOf(groups: readonly ShownGroup[]): string {
  const one = onlyGroup(groups);
  if (one) return visible(one.groupId);
  const regions = new Set(groups.map(({ region }) => visible(region)));
  const place = regions.size === 1 ? [...regions].join() : counted(regions.size, 'region');
  return `${counted(groups.length, 'security group')} in ${place}`;
}

/** The change in lines of plain text: all of it, in the words of the page. Nothing that a stranger wrote makes a line. */
export function describeChange({ groups, account, arn, reasons }: ShownChange): string[] {
  const why =
    reasons.length > 0 ? [`Why you are asked: ${reasons.map((reason) => visible(reason)).join(' ')}`] : [];
  const identity = `Identity: ${visible(arn)}`;
  const one = onlyGroup(groups);
  if (one)
    return [
      `Security group: ${nameOf(one)}`,
      `Account: ${visible(account)}, region: ${visible(one.region)}`,
      ...[identity, ...differenceOf(one), ...why],
    ];
  return [
    `This ${effectOf(groups)} in ${extentOf(groups)}.`,
    ...[`Account: ${visible(account)}`, identity],
    ...groups.flatMap((group, index) => [
      '',
      `Security group ${index + 1} of ${groups.length}: ${nameOf(group)}, region: ${visible(group.region)}`,
      ...differenceOf(group),
    ]),
    ...(why.length > 0 ? ['', ...why] : []),
  ];
}

/** `sg-0123abcd named "web"` */
export const nameOf = ({ groupId, groupName }: ShownGroup): string =>
  visible(groupId) + (groupName === null ? '' : ` named ${quoted(groupName, 255)}`);

const differenceOf = ({ added, removed, described }: ShownGroup): string[] => [
  ...lines('added', '+', added),
  ...lines('removed', '-', removed),
  ...becoming(described),
];

function becoming(rules: readonly ShownDescription[]): string[] {
  if (rules.length === 0) return [];
  const each = rules.flatMap(({ rule, description, becomes }) => [
    `  * ${visible(rule)}, described as ${quoted(description ?? '', 255)}`,
    `    will be described as ${quoted(becomes, 255)}`,
  ]);
  return [`Will have other holders: ${counted(rules.length, 'rule')}`, ...each];
}

function lines(what: string, sign: string, rules: readonly ShownRule[]): string[] {
  if (rules.length === 0) return [];
  const each = rules.map(({ rule, description }) => {
    const words = description === null ? '' : `, described as ${quoted(description, 255)}`;
    return `  ${sign} ${visible(rule)}${words}`;
  });
  return [`Will be ${what}: ${counted(rules.length, 'rule')}`, ...each];
}
