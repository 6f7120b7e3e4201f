import { z } from 'zod';
import { isExpired } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import { describeRule, ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { describeMerge, findMerges, type Merge } from '#core/analysis/merges.ts';
import type { SensitivePort } from '#core/policy/ports.ts';
import { findNeededRules, findRuleIssues } from '#core/analysis/findings.ts';
import { ruleResult, toRulesTable, toRuleResult } from '#tools/answer/rule-result.ts';
import type { Table } from '#tools/definition/view.ts';

/** A rule with what stands out in it beside the others of its group; both marks are left out where they do not hold. */
export const markedRule = ruleResult.extend({
  open_to_world: z.boolean().optional(),
  shadowed_by: z.array(z.string()).optional().describe('Wider rules that let in all of it'),
});

export type MarkedRule = z.infer<typeof markedRule>;

interface MarkedRules {
  readonly rules: MarkedRule[];
  /** Of each of them: see `ruleKey`. */
  readonly keys: string[];
  /** In words, one for each proposal. */
  readonly merges: string[];
  readonly warnings: string[];
}

/**
 * @param rules - All of a group's.
 * @param sensitive - Ports that are warned of where they are open to the world.
 * @param now - AWS's time.
 * @param isShown - Which of them the answer is about. Default: all.
 * @param maxNamed - How many wider rules are named of each. Default: all.
 */
export function markRules(
  rules: readonly IngressRule[],
  sensitive: readonly SensitivePort[],
  now: Date,
  isShown: (rule: IngressRule) => boolean = () => true,
  maxNamed = Infinity,
): MarkedRules {
  const needed = findNeededRules(rules);
  const posture = findRuleIssues(rules, sensitive, needed).filter(({ rule }) => isShown(rule));
  return {
    keys: posture.map(({ rule }) => ruleKey(rule)),
    rules: posture.map(({ rule, openToWorld, shadowedBy }) => ({
      ...toRuleResult(rule, now),
      ...(openToWorld && { open_to_world: true }),
      ...(shadowedBy.length > 0 && { shadowed_by: nameRules(shadowedBy, maxNamed) }),
    })),
    merges: findMerges(rules, needed.needed)
      .filter((merge) => merge.rules.every(isShown) && !isMergeExpired(merge, now))
      .map(describeMerge),
    warnings: [
      ...posture.flatMap((one) =>
        one.sensitive.length === 0
          ? []
          : [`${describeRule(one.rule)} opens ${one.sensitive.join(', ')} to every address in the world.`],
      ),
      ...(needed.isComplete ? [] : [NOT_ALL_COMPARED]),
    ],
  };
}

function nameRules(rules: readonly IngressRule[], most: number): string[] {
  const more = rules.length - most;
  return more > 0 ? [...rules.slice(0, most).map(describeRule), `${more} more`] : rules.map(describeRule);
}

const NOT_ALL_COMPARED =
  'So many of these rules overlap that not all was looked for that only several of them together make needless.';

/** What has expired is to go, not to become another rule. */
const isMergeExpired = ({ into }: Merge, now: Date): boolean =>
  parseNote(into.description)?.holders.some((one) => isExpired(one, now)) ?? false;

/** The table of rules, with a column of marks where there is any, before what strangers may have written. */
export function toMarkedTable(rules: readonly MarkedRule[]): Table {
  const table = toRulesTable(rules);
  const marks = rules.map(describeMarks);
  if (marks.every((mark) => mark === '')) return table;
  const insert = (cells: readonly string[], cell: string) => [
    ...cells.slice(0, -1),
    cell,
    ...cells.slice(-1),
  ];
  return {
    ...table,
    columns: insert(table.columns, 'NOTE'),
    rows: table.rows.map((row, i) => insert(row, marks[i] ?? '')),
  };
}

function describeMarks({ expired, open_to_world: world, shadowed_by: by = [] }: MarkedRule): string {
  const [first, ...more] = by;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [
    ...(expired ? ['expired: a sweep removes it'] : []),
    ...(world ? ['open to the world'] : []),
    ...(first === undefined ? [] : [`shadowed by ${first}${others}`]),
  ].join('; ');
}

/** So many proposals are shown to people; the result has them all. */
const MAX_SHOWN_MERGES = 10;

export function formatMerges(merges: readonly string[]): string[] {
  const more = merges.length - MAX_SHOWN_MERGES;
  const notes = merges.slice(0, MAX_SHOWN_MERGES).map((merge) => `${merge}.`);
  return more > 0 ? [...notes, `${more} more could be put together.`] : notes;
}
