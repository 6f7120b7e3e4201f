import { type PlanFields, planError } from './plan-fields.ts';

/** Whether the request is carried out: not at all, before the fault shows, or once the client has gone. */
export type FaultTiming = 'before' | 'after' | 'late';

const BEFORE_OR_AFTER = ['before', 'after'] as const;
const ALL_TIMINGS = ['before', 'after', 'late'] as const;

/** Every fault by its name in a plan, and how its members are read. docs/sandbox-faults.md tells what each does. */
const KINDS = {
  throttled: () => ({ kind: 'throttled' as const }),
  server_error: (fields: PlanFields) => ({
    kind: 'server_error' as const,
    status: fields.oneOf('status', [500, 503] as const, 500),
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'before'),
  }),
  error: (fields: PlanFields) => ({
    kind: 'error' as const,
    code: fields.text('code'),
    message: fields.text('message', 'A fault of the plan.'),
    status: fields.integer('status', 400, 400),
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'before'),
  }),
  html: (fields: PlanFields) => ({
    kind: 'html' as const,
    status: fields.integer('status', 200, 500),
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'before'),
  }),
  truncated: (fields: PlanFields) => {
    const status = fields.oneOf('status', [200, 500] as const, 200);
    return { kind: 'truncated' as const, status };
  },
  empty: (fields: PlanFields) => ({
    kind: 'empty' as const,
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'after'),
  }),
  reset: (fields: PlanFields) => ({
    kind: 'reset' as const,
    when: fields.oneOf('when', ALL_TIMINGS),
    /** With `late`: how long after the client has gone. */
    ms: fields.integer('ms', 0, 0),
  }),
  stall: (fields: PlanFields) => ({
    kind: 'stall' as const,
    when: fields.oneOf('when', ALL_TIMINGS, 'before'),
    /** 0: until the client goes. */
    ms: fields.integer('ms', 0, 0),
  }),
  drip: (fields: PlanFields) => ({ kind: 'drip' as const, ms: fields.integer('ms', 1, 250) }),
  refused: (fields: PlanFields) => ({ kind: 'refused' as const, ms: fields.integer('ms', 0, 0) }),
  expired: () => ({ kind: 'expired' as const }),
  wrong_clock: (fields: PlanFields) => ({
    kind: 'wrong_clock' as const,
    seconds: fields.integer('seconds', -1_000_000_000, 3_600),
  }),
  stale: (fields: PlanFields) => ({ kind: 'stale' as const, reads: fields.integer('reads', 1, 1) }),
  unnamed: (fields: PlanFields) => ({
    kind: 'unnamed' as const,
    /** Where the request id is left. */
    id: fields.oneOf('id', ['body', 'none'] as const, 'none'),
  }),
  altered: (fields: PlanFields) => ({
    kind: 'altered' as const,
    drop: fields.texts('drop'),
    set: fields.dictionary('set'),
    add: fields.texts('add'),
  }),
};

type Kinds = typeof KINDS;

/** What goes wrong with one call. */
export type Fault = ReturnType<Kinds[keyof Kinds]>;

function isKind(name: string): name is keyof Kinds {
  return Object.hasOwn(KINDS, name);
}

/** @throws SandboxError with the place */
export function readFault(fields: PlanFields): Fault {
  const name = fields.text('kind');
  if (!isKind(name)) throw planError(fields.pathOf('kind'), `expected ${Object.keys(KINDS).join(', ')}`);
  const fault = KINDS[name](fields);
  fields.rejectUnknown();
  return fault;
}
