import { quoted, visible } from './visible.ts';

/** One rule of a difference, as the person is shown it; a description is a stranger's text. */
export interface ShownRule {
  /** `tcp 443 from 203.0.113.7/32` */
  readonly rule: string;
  readonly description: string | null;
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
  readonly region: string;
  readonly groupId: string;
  /** Null: not read. */
  readonly groupName: string | null;
  readonly added: readonly ShownRule[];
  readonly removed: readonly ShownRule[];
}

/** A change that a person has to approve before it is made. */
export interface Approval extends ShownChange {
  readonly kind: 'approval';
  /** Stands for this approval where the client asks the person itself; never shown to a model. */
  readonly token: string;
}

/** The change in lines of plain text: all of it, in the words of the page. Nothing that a stranger wrote makes a line. */
export function describeChange(change: ShownChange): string[] {
  const { groupId, groupName, account, region, arn, added, removed, reasons } = change;
  const name = groupName === null ? '' : ` named ${quoted(groupName, 255)}`;
  return [
    `Security group: ${visible(groupId)}${name}`,
    `Account: ${visible(account)}, region: ${visible(region)}`,
    `Identity: ${visible(arn)}`,
    ...lines('added', '+', added),
    ...lines('removed', '-', removed),
    ...(reasons.length > 0 ? [`Why you are asked: ${reasons.map((one) => visible(one)).join(' ')}`] : []),
  ];
}

function lines(what: string, sign: string, rules: readonly ShownRule[]): string[] {
  if (rules.length === 0) return [];
  const each = rules.map(({ rule, description }) => {
    const words = description === null ? '' : `, described as ${quoted(description, 255)}`;
    return `  ${sign} ${visible(rule)}${words}`;
  });
  return [`Will be ${what}: ${rules.length === 1 ? '1 rule' : `${rules.length} rules`}`, ...each];
}
