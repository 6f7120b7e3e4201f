import { PlanFields, planError } from './plan-fields.ts';
import { type Fault, readFault } from './kinds.ts';

/** One line of a plan: what goes wrong with which calls. */
export interface FaultRule {
  /** AWS's name of the action; `*` at its end, or alone, stands for anything. */
  readonly action: string;
  /** Which of the matching calls, counted from 1 since the plan was set. */
  readonly first: number;
  readonly last: number;
  readonly fault: Fault;
}

function readCalls(value: unknown, path: string): Pick<FaultRule, 'first' | 'last'> {
  const text = typeof value === 'number' ? String(value) : value;
  if (text === '*') return { first: 1, last: Infinity };
  const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(typeof text === 'string' ? text : '') ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first < 1 || last < first) {
    throw planError(path, 'expected the number of a call from 1 on, two of them ("2-4"), or "*"');
  }
  return { first, last };
}

/**
 * Reads a plan as it stands in a JSON file: `[{ "action": "…", "call": 1, "fault": { "kind": "…" } }]`.
 *
 * @throws SandboxError with the place of what is wrong
 */
export function readFaultPlan(plan: unknown): readonly FaultRule[] {
  if (!Array.isArray(plan)) throw planError('the plan', 'a list is expected');
  return plan.map((entry: unknown, index) => {
    const fields = new PlanFields(entry, `[${index}]`);
    const action = fields.text('action');
    if (!/^(?:\*|[A-Z]\w*\*?)$/.test(action)) {
      throw planError(
        fields.pathOf('action'),
        'expected the name of an action, such as DescribeSecurityGroups, or *',
      );
    }
    const calls = readCalls(fields.raw('call') ?? '*', fields.pathOf('call'));
    const fault = readFault(new PlanFields(fields.raw('fault'), fields.pathOf('fault')));
    fields.rejectUnknown();
    return { action, ...calls, fault };
  });
}

export function matchesAction(rule: FaultRule, action: string): boolean {
  return rule.action.endsWith('*') ? action.startsWith(rule.action.slice(0, -1)) : rule.action === action;
}
