import { expect } from 'vitest';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';
import type { FaultColumn } from './faults.ts';
import { ADDRESS, type CallRow, GROUP, NEW_ADDRESS } from './rows.ts';
import type { Answer, Result } from './system.ts';

/** A group's rules by its id, as the sandbox holds them past all faults. */
type RulesByGroup = ReadonlyMap<string, readonly string[]>;

/** Of the groups that the call is about. */
export interface GroupStates {
  readonly before: RulesByGroup;
  readonly after: RulesByGroup;
}

/** The row's call is the change itself. */
const changes = ({ action }: CallRow) => /^(?:Authorize|Revoke)/.test(action);

/** As the world tells of it. */
export const THE_RULE = `tcp 443-443 ${ADDRESS}/32`;

/** The same at the address that it moves to. */
export const MOVED_RULE = `tcp 443-443 ${NEW_ADDRESS}/32`;

const isRule = (rule: string) => rule === THE_RULE;
const warnings = (result: Result) => (result['warnings'] as string[]).join(' ');

/** Holds what a tool answered against what is so. */
export function checkAnswer(
  row: CallRow,
  column: FaultColumn,
  { result, report }: Answer,
  truth: GroupStates,
): void {
  const there = [...truth.after.values()].map((rules) => rules.some(isRule));
  const isThere = !there.includes(false);
  const isChange = row.tool === 'whitelist_add' || row.tool === 'whitelist_remove';
  if (report) {
    expect(report.code).not.toBe('internal_error');
    expect(report.outcome).not.toBe('done');
    expect(report.message).not.toBe('');
    if (report.outcome === 'unknown') {
      expect(isChange).toBe(true);
      expect(report.guidance.join(' ')).toMatch(/list sg-\w+ (?:in us-east-1 )?to see/);
    } else {
      expect(truth.after).toEqual(truth.before);
    }
    // A code that opened a session whose answer was lost is used: only another one helps, which the answer says.
    const isCodeLost =
      row.action === 'GetSessionToken' && report.code === 'invalid_credentials' && column.name !== 'expired';
    if (isCodeLost) return void expect(report.guidance.join(' ')).toContain('AWS takes a code once');
    if (column.recovers || (column.isMade && isChange && changes(row)))
      expect.fail(`should have got over it: ${JSON.stringify(report)}`);
    return;
  }
  expect([null, '123456789012']).toContain(result['account']);
  checkStates(row, result, truth);
  if (result['status'] === 'partial') {
    if (column.recovers) expect.fail(`should have got over it: ${JSON.stringify(result)}`);
    return;
  }
  switch (row.tool) {
    case 'whitelist_add':
      expect(isThere).toBe(true);
      if (result['status'] !== 'added') {
        expect(result).toMatchObject({ status: 'already_present', undo: [] });
        expect(warnings(result)).toContain('this very call may have added it');
      }
      return;
    case 'whitelist_remove':
      expect(there).not.toContain(true);
      if (result['status'] !== 'removed') {
        expect(result).toMatchObject({ status: 'not_found', rules: [], undo: [] });
        expect(warnings(result)).toContain('this very call may have removed it');
      }
      return;
    case 'whitelist_check':
      return void expect(result['allowed']).toBe(isThere);
    case 'whitelist_list':
      return checkList(result, truth.after.get(GROUP) ?? []);
    default:
      return checkWhoami(result);
  }
}

const ruleText = (rule: RuleResult) => `${rule.protocol} ${rule.from_port}-${rule.to_port} ${rule.cidr}`;

/** Whether a rule of this state is there before and after; what is not named may be either. */
const EXPECTED_RULE: Readonly<Record<string, { readonly before?: boolean; readonly after?: boolean }>> = {
  added: { before: false, after: true },
  already_present: { after: true },
  removed: { before: true, after: false },
  not_found: { after: false },
  unknown: {},
};

/** Of several rules, each is told of, and what became of it is so. */
function checkStates({ tool, args }: CallRow, result: Result, truth: GroupStates): void {
  const rules = (result['rules'] ?? []) as ChangedRule[];
  if (!rules.some(({ state }) => state !== undefined)) return;
  for (const rule of rules) {
    const { state = '', security_group_id: group = [...truth.after.keys()][0] ?? '' } = rule;
    const asBefore = tool === 'whitelist_remove';
    const so = state === 'not_done' ? { before: asBefore, after: asBefore } : EXPECTED_RULE[state];
    expect(so, state).toBeDefined();
    for (const when of ['before', 'after'] as const) {
      const isThere = truth[when].get(group)?.includes(ruleText(rule));
      if (so?.[when] !== undefined) expect(isThere, `${when}: ${JSON.stringify(rule)}`).toBe(so[when]);
    }
  }
  if (tool !== 'whitelist_add') return;
  const { ip_addresses: addresses = [], targets = [] } = args as Record<string, readonly string[]>;
  expect(rules).toHaveLength(addresses.length * targets.length);
}

function checkList(result: Result, after: readonly string[]): void {
  const rules = result['rules'] as RuleResult[] | undefined;
  if (rules) {
    expect(rules.map(ruleText).sort()).toEqual([...after].sort());
    return;
  }
  const groups = result['groups'] as { security_group_id: string; rule_count: number }[];
  const [group] = groups.filter(({ security_group_id: id }) => id === GROUP);
  // A group with a rule that cannot be read is left out, and named.
  if (groups.length < 8) expect(warnings(result)).toMatch(/sg-/);
  if (group) expect(group.rule_count).toBe(after.length);
  else expect(warnings(result)).toContain(GROUP);
}

/** What jo may do; null is no claim. */
const EXPECTED_PERMISSIONS: Readonly<Record<string, boolean>> = {
  'ec2:DescribeSecurityGroups': true,
  'ec2:AuthorizeSecurityGroupIngress': true,
  'ec2:RevokeSecurityGroupIngress': true,
  'ec2:DescribeSecurityGroupRules': false,
  'ec2:UpdateSecurityGroupRuleDescriptionsIngress': false,
};

function checkWhoami(result: Result): void {
  expect(result['arn']).toBe('arn:aws:iam::123456789012:user/jo');
  const permissions = result['permissions'] as { action: string; allowed: boolean | null }[];
  expect(permissions).toHaveLength(5);
  for (const { action, allowed } of permissions)
    expect([null, EXPECTED_PERMISSIONS[action]]).toContain(allowed);
  const days = Math.floor((Date.now() - Date.parse('2025-01-15T09:30:00Z')) / 86_400_000);
  expect([null, days]).toContain(result['key_age_days']);
}
