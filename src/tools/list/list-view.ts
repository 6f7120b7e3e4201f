import { factNotes } from '#tools/answer/call-facts.ts';
import type { ListedRule, ListResult } from './list-result.ts';
import { markedTable, mergeNotes } from './rule-marks.ts';
import { targetNotes } from '#tools/answer/target-facts.ts';
import type { Table, View } from '#tools/definition/view.ts';

export function listView(result: ListResult): View {
  return {
    ...laidOut(result),
    notes: [
      ...ownerNotes(result),
      ...mergeNotes(result.merges ?? []),
      ...targetNotes(result),
      ...factNotes(result),
    ],
  };
}

function laidOut(result: ListResult): Omit<View, 'notes'> {
  const { security_group: group, rules = [], groups = [], region, looked_for: wanted } = result;
  if (group) {
    const name = `${group.security_group_id} ("${group.name}")`;
    const what = wanted ? `${counted(rules, 'rule')} ${wanted.words}` : counted(rules, 'inbound rule');
    return {
      headline: `${name} has ${what}${expiredText(rules)}.`,
      ...(rules.length > 0 && { table: markedTable(rules) }),
    };
  }
  if (result.looked_in) return heldEverywhere(result, result.looked_in);
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
    headline: `${counted(groups, 'security group')} in ${region}.`,
    ...(rows.length > 0 && { table }),
  };
}

function heldEverywhere(
  { rules = [], looked_for: wanted }: ListResult,
  { regions, groups }: NonNullable<ListResult['looked_in']>,
): Omit<View, 'notes'> {
  const words = wanted?.words ?? '';
  if (rules.length === 0) {
    const where = groups === 1 ? 'the one group' : `the ${groups} groups`;
    return { headline: `No rules ${words} in ${where} of ${regions.join(', ')}.` };
  }
  const held = new Set(rules.map(groupKey)).size;
  const where = held === 1 ? '1 group' : `${held} groups`;
  return {
    headline: `${counted(rules, 'rule')} ${words} in ${where}${expiredText(rules)}.`,
    table: placedTable(rules, regions.length > 1),
  };
}

/** Whoever finds nothing may be called otherwise where the rules were made. */
function ownerNotes({ rules = [], looked_for: wanted }: ListResult): string[] {
  const holder = wanted?.holders.at(-1);
  if (!wanted?.mine || holder === undefined || rules.length > 0) return [];
  return [
    `Your own are those of "${holder}": grants.holder of the config file, else the name of the user here. Another name goes into holder.`,
  ];
}

function expiredText(rules: readonly ListedRule[]): string {
  const count = rules.filter(({ expired }) => expired).length;
  if (count === 0) return '';
  return `; ${count} ${count === 1 ? 'has expired: awswhitelist sweep removes it' : 'have expired: awswhitelist sweep removes them'}`;
}

function counted(list: readonly unknown[], what: string): string {
  return `${list.length === 0 ? 'no' : list.length} ${what}${list.length === 1 ? '' : 's'}`;
}

const groupKey = ({ region, security_group_id: id }: ListedRule): string => `${region ?? ''} ${id ?? ''}`;

/** Names are shown alone where they tell the groups apart. */
function placedTable(rules: readonly ListedRule[], withRegion: boolean): Table {
  const table = markedTable(rules);
  const places = rules.map((rule) => [...(withRegion ? [rule.region ?? ''] : []), groupText(rule, rules)]);
  return {
    columns: [...(withRegion ? ['REGION'] : []), 'GROUP', ...table.columns],
    rows: table.rows.map((row, i) => [...(places[i] ?? []), ...row]),
    quoted: ['GROUP', ...table.quoted],
  };
}

function groupText(rule: ListedRule, rules: readonly ListedRule[]): string {
  const { group_name: name = '', security_group_id: id = '', region } = rule;
  const isShared = rules.some(
    (other) => other.group_name === name && other.region === region && other.security_group_id !== id,
  );
  return isShared ? `${name} (${id})` : name;
}
