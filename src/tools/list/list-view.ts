import { quoteName } from '#core/text/redact.ts';
import { describeCallFacts } from '#tools/answer/call-facts.ts';
import type { ListedRule, ListResult } from './list-result.ts';
import { toMarkedTable, formatMerges } from './rule-marks.ts';
import { describeTargets } from '#tools/answer/target-facts.ts';
import type { Table, View } from '#tools/definition/view.ts';

export function toListView(result: ListResult): View {
  return {
    ...toHeadlineAndTable(result),
    notes: [
      ...describeOwnFilter(result),
      ...formatMerges(result.merges ?? []),
      ...describeTargets(result),
      ...describeCallFacts(result),
    ],
  };
}

function toHeadlineAndTable(result: ListResult): Omit<View, 'notes'> {
  const { security_group: group, rules = [], groups = [], region, looked_for: filter } = result;
  if (group) {
    const name = `${group.security_group_id} (${quoteName(group.name)})`;
    const what = filter
      ? `${formatCount(rules, 'rule')} ${filter.words}`
      : formatCount(rules, 'inbound rule');
    return {
      headline: `${name} has ${what}${describeExpired(rules)}.`,
      ...(rules.length > 0 && { table: toMarkedTable(rules) }),
    };
  }
  if (result.looked_in) return toFilteredHeadline(result, result.looked_in);
  const rows = groups.map((g) => [
    g.security_group_id,
    g.name,
    g.vpc_id ?? '',
    String(g.rule_count),
    g.description,
  ]);
  const table = {
    columns: ['GROUP', 'NAME', 'VPC', 'RULES', 'DESCRIPTION'],
    rows,
    quoted: ['NAME', 'DESCRIPTION'],
  };
  return {
    headline: `${formatCount(groups, 'security group')} in ${region}.`,
    ...(rows.length > 0 && { table }),
  };
}

function toFilteredHeadline(
  { rules = [], looked_for: filter }: ListResult,
  { regions, groups }: NonNullable<ListResult['looked_in']>,
): Omit<View, 'notes'> {
  const words = filter?.words ?? '';
  if (rules.length === 0) {
    const where = groups === 1 ? 'the one group' : `the ${groups} groups`;
    return { headline: `No rules ${words} in ${where} of ${regions.join(', ')}.` };
  }
  const held = new Set(rules.map(groupKey)).size;
  const where = held === 1 ? '1 group' : `${held} groups`;
  return {
    headline: `${formatCount(rules, 'rule')} ${words} in ${where}${describeExpired(rules)}.`,
    table: toGroupedTable(rules, regions.length > 1),
  };
}

/** Whoever finds nothing may be called otherwise where the rules were made. */
function describeOwnFilter({ rules = [], looked_for: filter }: ListResult): string[] {
  const holder = filter?.holders.at(-1);
  if (!filter?.mine || holder === undefined || rules.length > 0) return [];
  return [
    `Your own are those of "${holder}": grants.holder of the config file, else the name of the user here. Another name goes into holder.`,
  ];
}

function describeExpired(rules: readonly ListedRule[]): string {
  const count = rules.filter(({ expired }) => expired).length;
  if (count === 0) return '';
  return `; ${count} ${count === 1 ? 'has expired: awswhitelist sweep removes it' : 'have expired: awswhitelist sweep removes them'}`;
}

function formatCount(list: readonly unknown[], what: string): string {
  return `${list.length === 0 ? 'no' : list.length} ${what}${list.length === 1 ? '' : 's'}`;
}

const groupKey = ({ region, security_group_id: id }: ListedRule): string => `${region ?? ''} ${id ?? ''}`;

/** Names are shown alone where they tell the groups apart. */
function toGroupedTable(rules: readonly ListedRule[], withRegion: boolean): Table {
  const table = toMarkedTable(rules);
  const locations = rules.map((rule) => [
    ...(withRegion ? [rule.region ?? ''] : []),
    formatGroupName(rule, rules),
  ]);
  return {
    columns: [...(withRegion ? ['REGION'] : []), 'GROUP', ...table.columns],
    rows: table.rows.map((row, i) => [...(locations[i] ?? []), ...row]),
    quoted: ['GROUP', ...table.quoted],
  };
}

function formatGroupName(rule: ListedRule, rules: readonly ListedRule[]): string {
  const { group_name: name = '', security_group_id: id = '', region } = rule;
  const isShared = rules.some(
    (other) => other.group_name === name && other.region === region && other.security_group_id !== id,
  );
  return isShared ? `${name} (${id})` : name;
}
