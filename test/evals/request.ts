/** A tool's name without its beginning, and its arguments. */
export type Call = readonly [
  tool: 'add' | 'remove' | 'check' | 'list' | 'whoami',
  args: Record<string, unknown>,
];

/** Rules by the name of their group: `tcp 5432-5432 203.0.113.7/32`; groups of another region are `eu-west-1/name`. */
export type Rules = Readonly<Record<string, readonly string[]>>;

/** What somebody says to an assistant, and what a good one makes of it. */
export interface Request {
  readonly says: string;
  /** Each of them is a good call, and comes to the same. */
  readonly calls: readonly Call[];
  /** Made before: what it answers is filled in for `{plan_token}` and `{rule_id}`. */
  readonly first?: Call;
  /** What is there afterwards, and was not before. Default: nothing. */
  readonly adds?: Rules;
  /** What was there before, and is not any more. Default: nothing. */
  readonly removes?: Rules;
  /** The code of the error that it ends in; nothing is changed then. */
  readonly refused?: string;
  /** What the answer says, in part. */
  readonly answers?: object;
  /** Why this call, where that is not plain. */
  readonly why?: string;
}

/** Where the person is, as the sources tell it. */
export const ME = { 4: '203.0.113.7', 6: '2001:db8:1:2::7' } as const;

export const GUIDE = 'sg-123456';
export const OFFICE = 'sg-0123abcd';

type More = Partial<Omit<Request, 'says' | 'calls'>>;

export const asks = (says: string, call: Call | readonly Call[], more: More = {}): Request => ({
  says,
  calls: typeof call[0] === 'string' ? [call as Call] : (call as readonly Call[]),
  ...more,
});

/** The person's own addresses at a port, as rules. */
export const mine = (port: number | string, protocol = 'tcp'): string[] =>
  [`${ME[4]}/32`, `${ME[6]}/128`].map((cidr) => rule(port, cidr, protocol));

/** A rule as the sandbox's state is told. */
export const rule = (port: number | string, cidr: string, protocol = 'tcp'): string =>
  `${protocol} ${typeof port === 'number' ? `${port}-${port}` : port} ${cidr}`;
