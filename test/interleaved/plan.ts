import fc from 'fast-check';

/** What is generated: who calls what, in which order their requests come through, and what goes wrong with it. */
export interface Plan {
  /** In the default VPC, or in another one: EC2 answers revocations differently. */
  readonly isDefaultVpc: boolean;
  /** Shares that the shared rules begin with. Minutes from the start; null: without an end. */
  readonly before: readonly (readonly PlannedGrant[])[];
  readonly clients: readonly ClientPlan[];
  /** Which of the reads, counted over all clients, show the groups as they were before the last change. */
  readonly stale: readonly { readonly call: number; readonly reads: number }[];
  /** Which of those who wait goes on, after how many seconds. Once they are used up: the first, at once. */
  readonly choices: readonly { readonly pick: number; readonly pass: number }[];
  /** In their place, one after the other: `ann begins`, `ann: RevokeSecurityGroupIngress`. Default: none. */
  readonly order?: readonly string[];
}

export interface PlannedGrant {
  readonly holder: string;
  readonly minutes: number | null;
}

export interface ClientPlan {
  readonly name: ClientName;
  /** How far the machine's own clock is ahead of AWS's: minutes. */
  readonly ahead: number;
  readonly calls: readonly Call[];
}

export type ClientName = (typeof CLIENTS)[number];

/** A tool's call, or the undo of the client's last answer. */
export interface Call {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Three may do everything, two have the minimal policy; `cron` only sweeps. */
export const CLIENTS = ['ann', 'bob', 'cyd', 'jo', 'min'] as const;

export const ADDRESSES = ['203.0.113.7', '203.0.113.8'] as const;
export const PORTS = [443, 22] as const;

/** The rules that all of them want: `tcp 443 203.0.113.7/32`. */
export const SHARED = ADDRESSES.flatMap((address) => PORTS.map((port) => `tcp ${port} ${address}/32`));

/** Nobody's of these: address, port, description. */
export const FOREIGN = [
  ['198.51.100.3', 443, undefined],
  ['198.51.100.4', 443, 'VPN of the office'],
  ['198.51.100.5', 22, 'Ann, later [awswhitelist:1 ann until tomorrow]'],
  [ADDRESSES[0], 8443, 'Jo [awswhitelist:2 jo for ever]'],
] as const;

const time = fc.constantFrom('1m', '2m', '5m', '30m', '3h', 'never', undefined);
const address = fc.constantFrom(...ADDRESSES);
const port = fc.constantFrom(...PORTS);

const addOne = fc
  .record({ address, port, time, gap: fc.integer({ min: 0, max: 9 }) })
  .map(({ address: ip_address, port: one, time: expires_in, gap }) => ({
    tool: 'whitelist_add',
    args: { ip_address, port: one, ...(expires_in && { expires_in }), ...(gap === 0 && { allow_gap: true }) },
  }));
const addMany = fc.record({ time, wide: fc.boolean() }).map(({ time: expires_in, wide }) => ({
  tool: 'whitelist_add',
  args: {
    ip_addresses: wide ? ADDRESSES : ADDRESSES.slice(0, 1),
    port: PORTS,
    ...(expires_in && { expires_in }),
  },
}));
const addForeign = fc.constantFrom(...FOREIGN).map(([ip_address, foreignPort]) => ({
  tool: 'whitelist_add',
  args: { ip_address, port: foreignPort, expires_in: '5m' },
}));
const removal = fc.record({ address, port: fc.option(port, { nil: undefined }) }).map((one) => ({
  tool: 'whitelist_remove',
  args: { ip_address: one.address, ...(one.port !== undefined && { port: one.port }) },
}));
const move = fc.constantFrom([0, 1] as const, [1, 0] as const).map(([from, to]) => ({
  tool: 'whitelist_move',
  args: { from_ip_address: ADDRESSES[from], ip_address: ADDRESSES[to] },
}));
const sweep = fc.constant({ tool: 'whitelist_sweep', args: {} });
const undo = fc.constant({ tool: 'undo', args: {} });

const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 8, arbitrary: addOne },
  { weight: 2, arbitrary: addMany },
  { weight: 1, arbitrary: addForeign },
  { weight: 4, arbitrary: removal },
  { weight: 3, arbitrary: move },
  { weight: 4, arbitrary: sweep },
  { weight: 2, arbitrary: undo },
);

const share = fc.record({
  holder: fc.constantFrom(...CLIENTS, 'zoe'),
  minutes: fc.constantFrom(-600, -3, -1, 1, 3, 60, null),
});

/** Seconds that go by before a step: mostly none, now and then minutes or hours. */
const pass = fc.oneof(
  { weight: 24, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 3, arbitrary: fc.integer({ min: 30, max: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom(3_600, 4 * 3_600) },
);

export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  isDefaultVpc: fc.boolean(),
  before: fc.array(fc.uniqueArray(share, { maxLength: 3, selector: (one) => one.holder }), {
    minLength: SHARED.length,
    maxLength: SHARED.length,
  }),
  clients: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...CLIENTS),
      ahead: fc.integer({ min: -9, max: 9 }),
      calls: fc.array(call, { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 2, maxLength: 5, selector: (one) => one.name },
  ),
  stale: fc.array(
    fc.record({ call: fc.integer({ min: 1, max: 30 }), reads: fc.integer({ min: 1, max: 2 }) }),
    {
      maxLength: 3,
    },
  ),
  choices: fc.array(fc.record({ pick: fc.nat(11), pass }), { minLength: 20, maxLength: 150, size: 'max' }),
});
