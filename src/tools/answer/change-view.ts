import { describeCallFacts } from './call-facts.ts';
import type { ChangedRule, ChangeResult } from './change-result.ts';
import { toRulesTable, describeRuleResult } from './rule-result.ts';
import { describeTakenGroups, describeTargets } from './target-facts.ts';
import type { Table, View } from '#tools/definition/view.ts';

/** People look at so many rules; the result has them all. */
const MAX_SHOWN_RULES = 100;

/** @param headline - Of one rule in one group; several are counted in words of their own. */
export function toChangeView(headline: string, result: ChangeResult): View {
  if (result.status === 'planned') return toPlanView(result);
  const isMany = result.rules.length > 1 || result.status === 'partial';
  return {
    headline: `${isMany ? formatCounts(result) : headline}${describeTakenGroups(result)}`,
    ...toTable(result.rules),
    notes: [
      ...describeOmitted(result.rules),
      ...describeFailures(result),
      ...describeGrantFacts(result),
      ...describeSweptRules(result),
      ...describeTargets(result),
      ...describeCallFacts(result),
    ],
  };
}

/** `sg-1`, or `3 security groups`. */
export const describeGroups = ({
  security_group_id: one,
  security_group_ids: ids = [],
}: ChangeResult): string => one ?? `${ids.length} security groups`;

const STATE_WORDS = [
  ['added', 'added'],
  ['joined', 'joined'],
  ['extended', 'extended'],
  ['shortened', 'shortened'],
  ['restored', 'put back'],
  ['moved', 'moved'],
  ['removed', 'removed'],
  ['left', 'left to others'],
  ['already_present', 'there already'],
  ['not_found', 'not there'],
  ['not_done', 'not done'],
  ['unknown', 'not known'],
] as const;

function formatCounts(result: ChangeResult): string {
  const where = describeGroups(result);
  const parts = STATE_WORDS.flatMap(([state, words]) => {
    const { length } = result.rules.filter((rule) => rule.state === state);
    return length > 0 ? [{ state, length, words }] : [];
  });
  const counts = parts.map(({ length, words }) => `${length} ${words}`).join(', ');
  if (result.status === 'partial')
    return `Done in part, in ${where}: of ${formatRuleCount(result.rules.length)}, ${counts}.`;
  if (result.status === 'already_present')
    return `${formatRuleCount(result.rules.length)} already allowed by ${where}: nothing had to be changed.`;
  const [first, ...others] = parts;
  const [begin, preposition] = HEADLINE_STARTS[first?.state ?? 'added'] ?? ['Looked at', 'in'];
  const rest =
    others.length > 0 ? `; ${others.map(({ length, words }) => `${length} ${words}`).join(', ')}` : '';
  return `${begin} ${formatRuleCount(first?.length ?? 0)} ${preposition} ${where}${rest}.`;
}

const HEADLINE_STARTS: Readonly<Record<string, readonly [string, string]>> = {
  added: ['Added', 'to'],
  joined: ['Joined', 'in'],
  extended: ['Extended', 'in'],
  shortened: ['Shortened', 'in'],
  restored: ['Put back', 'in'],
  removed: ['Removed', 'from'],
  left: ['Left', 'to others in'],
};

function describeGrantFacts({ grant }: ChangeResult): string[] {
  if (!grant) return [];
  const until = grant.expires_at === null ? 'without an end' : `until ${grant.expires_at}`;
  const inForce = {
    as_requested: `Access of ${grant.holder} ${until}.`,
    longer: `Access of ${grant.holder} was not shortened: it lasts ${grant.expires_at === null ? 'without an end' : until}.`,
    partly: `Access of ${grant.holder} ${until}, and for longer where it was so already.`,
  };
  return [inForce[grant.in_force], ...grant.ends];
}

const describeSweptRules = ({ swept = [] }: ChangeResult): string[] =>
  swept.length === 0
    ? []
    : [`Removed besides, since it had expired: ${swept.map(describeRuleResult).join(', ')}.`];

function describeFailures({ failures = [] }: ChangeResult): string[] {
  if (failures.length === 0) return [];
  const each = failures.flatMap(({ security_group_id: id, region, message, guidance }) => [
    `Failed in ${id} (${region}): ${message}`,
    ...guidance.map((sentence) => `  ${sentence}`),
  ]);
  return [...each, 'Repeat the same call to finish the rest: what is done already is left as it is.'];
}

function toPlanView(result: ChangeResult): View {
  const removed = result.would_remove ?? [];
  const rows = [...result.rules, ...removed];
  const parts = [
    ...(result.rules.length > 0 ? [`add ${formatRuleCount(result.rules.length)}`] : []),
    ...(removed.length > 0 ? [`remove ${formatRuleCount(removed.length)}`] : []),
  ];
  const what = parts.length > 0 ? `would ${parts.join(' and ')}` : 'would change nothing';
  return {
    headline: `Planned, nothing was changed: this ${what} in ${describeGroups(result)}.${describeTakenGroups(result)}`,
    ...toTable(rows),
    notes: [
      ...describeOmitted(rows),
      ...describeGrantFacts(result),
      ...describeTargets(result),
      ...describeCallFacts(result),
      result.plan_token === undefined
        ? 'To make this change, repeat the call without dry_run.'
        : `To make exactly this change within 15 minutes, repeat the call with plan_token ${result.plan_token} in place of dry_run.`,
    ],
  };
}

/** With what became of each rule, and in which group, where that is not the same for all. */
function toTable(all: readonly ChangedRule[]): { readonly table?: Table } {
  if (all.length === 0) return {};
  const rules = all.slice(0, MAX_SHOWN_RULES);
  const table = toRulesTable(rules);
  const groups = rules.map(({ security_group_id: id = '', region }) => (region ? `${id} (${region})` : id));
  const states = rules.map(({ state = '' }) => state.replace('_', ' '));
  const oldSources = rules.map(({ moved_from: old = '' }) => old);
  const leadingColumns = [
    ...(groups.some((group) => group !== '') ? [['GROUP', ...groups]] : []),
    ...(new Set(states).size > 1 ? [['STATE', ...states]] : []),
    ...(oldSources.some((old) => old !== '') ? [['MOVED FROM', ...oldSources]] : []),
  ];
  return {
    table: {
      ...table,
      columns: [...leadingColumns.map(([title = '']) => title), ...table.columns],
      rows: table.rows.map((row, i) => [...leadingColumns.map((column) => column[i + 1] ?? ''), ...row]),
    },
  };
}

function describeOmitted(all: readonly ChangedRule[]): string[] {
  const more = all.length - MAX_SHOWN_RULES;
  return more > 0
    ? [`${more} more ${more === 1 ? 'rule is' : 'rules are'} in the structured answer, or with --json.`]
    : [];
}

const formatRuleCount = (rules: number) => (rules === 1 ? '1 rule' : `${rules} rules`);
