import { expect } from 'vitest';
import type { RuleResult } from '../../../src/tools/rule-result.ts';
import type { FaultColumn } from './faults.ts';
import { ADDRESS, type CallRow, GROUP } from './rows.ts';
import type { Answer, Result } from './world.ts';

/** What the sandbox holds, past all faults. */
export interface Truth {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The row's call is the change itself. */
const changes = ({ action }: CallRow) => /^(?:Authorize|Revoke)/.test(action);

const isRule = (rule: string) => rule === `tcp 443-443 ${ADDRESS}/32`;
const warnings = (result: Result) => (result['warnings'] as string[]).join(' ');

/** Holds what a tool answered against what is so. */
export function judge(row: CallRow, column: FaultColumn, { result, report }: Answer, truth: Truth): void {
  const isThere = truth.after.some(isRule);
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
    if (column.recovers || (column.isMade && isChange && changes(row)))
      expect.fail(`should have got over it: ${JSON.stringify(report)}`);
    return;
  }
  expect([null, '123456789012']).toContain(result['account']);
  judgeStates(result, truth);
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
      expect(isThere).toBe(false);
      if (result['status'] !== 'removed') {
        expect(result).toMatchObject({ status: 'not_found', rules: [], undo: [] });
        expect(warnings(result)).toContain('this very call may have removed it');
      }
      return;
    case 'whitelist_check':
      return void expect(result['allowed']).toBe(isThere);
    case 'whitelist_list':
      return judgeList(result, truth);
    default:
      return judgeWhoami(result);
  }
}

const ruleText = (rule: RuleResult) => `${rule.protocol} ${rule.from_port}-${rule.to_port} ${rule.cidr}`;

const THERE: Readonly<Record<string, boolean>> = {
  added: true,
  already_present: true,
  removed: false,
  not_done: false,
};

/** Of several rules, what became of each is so; of one that is not known, either may be. */
function judgeStates(result: Result, { after }: Truth): void {
  for (const rule of (result['rules'] ?? []) as (RuleResult & { state?: string })[]) {
    const isThere = THERE[rule.state ?? 'unknown'];
    if (isThere !== undefined) expect(after.includes(ruleText(rule)), JSON.stringify(rule)).toBe(isThere);
  }
}

function judgeList(result: Result, { after }: Truth): void {
  const rules = result['rules'] as RuleResult[] | undefined;
  if (rules) {
    expect(rules.map(ruleText).sort()).toEqual([...after].sort());
    return;
  }
  const groups = result['groups'] as { security_group_id: string; rule_count: number }[];
  expect(groups).toHaveLength(8);
  const [group] = groups.filter(({ security_group_id: id }) => id === GROUP);
  expect(group?.rule_count).toBe(after.length);
}

/** What jo may do; null is no claim. */
const MAY: Readonly<Record<string, boolean>> = {
  'ec2:DescribeSecurityGroups': true,
  'ec2:AuthorizeSecurityGroupIngress': true,
  'ec2:RevokeSecurityGroupIngress': true,
  'ec2:DescribeSecurityGroupRules': false,
};

function judgeWhoami(result: Result): void {
  expect(result['arn']).toBe('arn:aws:iam::123456789012:user/jo');
  const permissions = result['permissions'] as { action: string; allowed: boolean | null }[];
  expect(permissions).toHaveLength(4);
  for (const { action, allowed } of permissions) expect([null, MAY[action]]).toContain(allowed);
  const days = Math.floor((Date.now() - Date.parse('2025-01-15T09:30:00Z')) / 86_400_000);
  expect([null, days]).toContain(result['key_age_days']);
}
