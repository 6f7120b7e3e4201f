import { type Fields, wrong } from './fields.ts';

/** Whether the request is carried out: not at all, before the fault shows, or once the client has gone. */
export type When = 'before' | 'after' | 'late';

const BEFORE_OR_AFTER = ['before', 'after'] as const;
const ANY_TIME = ['before', 'after', 'late'] as const;

/** Every fault by its name in a plan, and how its members are read. docs/sandbox-faults.md tells what each does. */
const KINDS = {
  throttled: () => ({ kind: 'throttled' as const }),
  server_error: (fields: Fields) => ({
    kind: 'server_error' as const,
    status: fields.oneOf('status', [500, 503] as const, 500),
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'before'),
  }),
  error: (fields: Fields) => ({
    kind: 'error' as const,
    code: fields.text('code'),
    message: fields.text('message', 'A fault of the plan.'),
    status: fields.integer('status', 400, 400),
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'before'),
  }),
  html: (fields: Fields) => ({
    kind: 'html' as const,
    status: fields.integer('status', 200, 500),
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'before'),
  }),
  truncated: (fields: Fields) => {
    const status = fields.oneOf('status', [200, 500] as const, 200);
    return { kind: 'truncated' as const, status };
  },
  empty: (fields: Fields) => ({
    kind: 'empty' as const,
    when: fields.oneOf('when', BEFORE_OR_AFTER, 'after'),
  }),
  reset: (fields: Fields) => ({
    kind: 'reset' as const,
    when: fields.oneOf('when', ANY_TIME),
    /** With `late`: how long after the client has gone. */
    ms: fields.integer('ms', 0, 0),
  }),
  stall: (fields: Fields) => ({
    kind: 'stall' as const,
    when: fields.oneOf('when', ANY_TIME, 'before'),
    /** 0: until the client goes. */
    ms: fields.integer('ms', 0, 0),
  }),
  drip: (fields: Fields) => ({ kind: 'drip' as const, ms: fields.integer('ms', 1, 250) }),
  refused: (fields: Fields) => ({ kind: 'refused' as const, ms: fields.integer('ms', 0, 0) }),
  expired: () => ({ kind: 'expired' as const }),
  wrong_clock: (fields: Fields) => ({
    kind: 'wrong_clock' as const,
    seconds: fields.integer('seconds', -1_000_000_000, 3_600),
  }),
  stale: (fields: Fields) => ({ kind: 'stale' as const, reads: fields.integer('reads', 1, 1) }),
  altered: (fields: Fields) => ({
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
export function readFault(fields: Fields): Fault {
  const name = fields.text('kind');
  if (!isKind(name)) throw wrong(fields.at('kind'), `expected ${Object.keys(KINDS).join(', ')}`);
  const fault = KINDS[name](fields);
  fields.end();
  return fault;
}
