import { factNotes } from './call-facts.ts';
import type { ChangedRule, ChangeResult } from './change-result.ts';
import { rulesTable, ruleText } from './rule-result.ts';
import { targetNotes } from './target-facts.ts';
import type { Table, View } from '#tools/definition/view.ts';

/** People look at so many rules; the result has them all. */
const SHOWN = 100;

/** @param headline - Of one rule in one group; several are counted in words of their own. */
export function changeView(headline: string, result: ChangeResult): View {
  if (result.status === 'planned') return planView(result);
  const isMany = result.rules.length > 1 || result.status === 'partial';
  return {
    headline: isMany ? countedHeadline(result) : headline,
    ...tableOf(result.rules),
    notes: [
      ...moreNotes(result.rules),
      ...failureNotes(result),
      ...grantNotes(result),
      ...sweptNotes(result),
      ...targetNotes(result),
      ...factNotes(result),
    ],
  };
}

/** `sg-1`, or `3 security groups`. */
export const whereText = ({ security_group_id: one, security_group_ids: ids = [] }: ChangeResult): string =>
  one ?? `${ids.length} security groups`;

const SAID = [
  ['added', 'added'],
  ['joined', 'joined'],
  ['extended', 'extended'],
  ['restored', 'put back'],
  ['moved', 'moved'],
  ['removed', 'removed'],
  ['left', 'left to others'],
  ['already_present', 'there already'],
  ['not_found', 'not there'],
  ['not_done', 'not done'],
  ['unknown', 'not known'],
] as const;

function countedHeadline(result: ChangeResult): string {
  const where = whereText(result);
  const parts = SAID.flatMap(([state, words]) => {
    const { length } = result.rules.filter((rule) => rule.state === state);
    return length > 0 ? [{ state, length, words }] : [];
  });
  const told = parts.map(({ length, words }) => `${length} ${words}`).join(', ');
  if (result.status === 'partial')
    return `Done in part, in ${where}: of ${count(result.rules.length)}, ${told}.`;
  if (result.status === 'already_present')
    return `${count(result.rules.length)} already allowed by ${where}: nothing had to be changed.`;
  const [first, ...others] = parts;
  const [begin, preposition] = BEGINNINGS[first?.state ?? 'added'] ?? ['Looked at', 'in'];
  const rest =
    others.length > 0 ? `; ${others.map(({ length, words }) => `${length} ${words}`).join(', ')}` : '';
  return `${begin} ${count(first?.length ?? 0)} ${preposition} ${where}${rest}.`;
}

const BEGINNINGS: Readonly<Record<string, readonly [string, string]>> = {
  added: ['Added', 'to'],
  joined: ['Joined', 'in'],
  extended: ['Extended', 'in'],
  restored: ['Put back', 'in'],
  removed: ['Removed', 'from'],
  left: ['Left', 'to others in'],
};

function grantNotes({ grant }: ChangeResult): string[] {
  if (!grant) return [];
  const until = grant.expires_at === null ? 'without an end' : `until ${grant.expires_at}`;
  return [`Access of ${grant.holder} ${until}.`, ...grant.ends];
}

const sweptNotes = ({ swept = [] }: ChangeResult): string[] =>
  swept.length === 0 ? [] : [`Removed besides, since it had expired: ${swept.map(ruleText).join(', ')}.`];

function failureNotes({ failures = [] }: ChangeResult): string[] {
  if (failures.length === 0) return [];
  const each = failures.flatMap(({ security_group_id: id, region, message, guidance }) => [
    `Failed in ${id} (${region}): ${message}`,
    ...guidance.map((sentence) => `  ${sentence}`),
  ]);
  return [...each, 'Repeat the same call to finish the rest: what is done already is left as it is.'];
}

function planView(result: ChangeResult): View {
  const removed = result.would_remove ?? [];
  const rows = [...result.rules, ...removed];
  const parts = [
    ...(result.rules.length > 0 ? [`add ${count(result.rules.length)}`] : []),
    ...(removed.length > 0 ? [`remove ${count(removed.length)}`] : []),
  ];
  const what = parts.length > 0 ? `would ${parts.join(' and ')}` : 'would change nothing';
  return {
    headline: `Planned, nothing was changed: this ${what} in ${whereText(result)}.`,
    ...tableOf(rows),
    notes: [
      ...moreNotes(rows),
      ...grantNotes(result),
      ...targetNotes(result),
      ...factNotes(result),
      result.plan_token === undefined
        ? 'To make this change, repeat the call without dry_run.'
        : `To make exactly this change within 15 minutes, repeat the call with plan_token ${result.plan_token} in place of dry_run.`,
    ],
  };
}

/** With what became of each rule, and in which group, where that is not the same for all. */
function tableOf(all: readonly ChangedRule[]): { readonly table?: Table } {
  if (all.length === 0) return {};
  const rules = all.slice(0, SHOWN);
  const table = rulesTable(rules);
  const groups = rules.map(({ security_group_id: id = '', region }) => (region ? `${id} (${region})` : id));
  const states = rules.map(({ state = '' }) => state.replace('_', ' '));
  const olds = rules.map(({ moved_from: old = '' }) => old);
  const front = [
    ...(groups.some((group) => group !== '') ? [['GROUP', ...groups]] : []),
    ...(new Set(states).size > 1 ? [['STATE', ...states]] : []),
    ...(olds.some((old) => old !== '') ? [['MOVED FROM', ...olds]] : []),
  ];
  return {
    table: {
      ...table,
      columns: [...front.map(([title = '']) => title), ...table.columns],
      rows: table.rows.map((row, i) => [...front.map((column) => column[i + 1] ?? ''), ...row]),
    },
  };
}

function moreNotes(all: readonly ChangedRule[]): string[] {
  const more = all.length - SHOWN;
  return more > 0
    ? [`${more} more ${more === 1 ? 'rule is' : 'rules are'} in the structured answer, or with --json.`]
    : [];
}

const count = (rules: number) => (rules === 1 ? '1 rule' : `${rules} rules`);
