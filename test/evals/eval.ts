import type { ErrorCode } from '#core/errors/errors.ts';

export interface Call {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A part of the conversation that is over: what was said, and the calls that were made for it. */
export interface Turn {
  readonly says: string;
  readonly calls: readonly Call[];
}

/** What a person says to their assistant, and what a good assistant makes of it from the announced tools alone. */
export interface Eval {
  readonly says: string;
  /** What the request hangs on, in the same conversation, the oldest first. */
  readonly earlier?: readonly Turn[];
  /** What somebody else has done before to the account; the assistant does not know of it. */
  readonly given?: readonly Call[];
  /** In this order. None: nothing here does what was asked for, or something is to be asked first. */
  readonly calls: readonly Call[];
  /** Other ways, each as good, that come to the same. */
  readonly or?: readonly (readonly Call[])[];
  readonly outcome: Outcome;
  /** Where the expected call is not obvious. */
  readonly why?: string;
  /** Needs look-ups beyond security groups, which the guide's minimal policy does not allow. Default: no. */
  readonly looksUp?: true;
  /** Writes a note on a rule that is there, which the guide's minimal policy does not allow. Default: no. */
  readonly rewrites?: true;
  /** What each source says of the person's own address. Default: none is asked. */
  readonly sources?: readonly Source[];
}

/** Its answer by family; absent: it has none. */
export type Source = Readonly<Partial<Record<4 | 6, string>>>;

/**
 * What the last call comes to, with the settings that hold where a config file says nothing. Rules are written
 * `[REGION:]GROUP PROTOCOL [PORTS] SOURCE ["description"] [held by …]`, with the group's name; the region is us-east-1,
 * and a rule that says nothing of holders is nobody's, or jo's without an end.
 */
export type Outcome =
  | ({ readonly kind: 'changed' } & Difference)
  /** A person is asked before; this is what becomes of their yes. */
  | ({ readonly kind: 'approved' } & Difference)
  /** Nothing changed, and the answer has at least these parts. */
  | { readonly kind: 'answered'; readonly with: Readonly<Record<string, unknown>> }
  /** Nothing changed, and the report has this code and, among its sentences, these words. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly words: readonly string[] }
  /** Nothing was called. */
  | { readonly kind: 'none' };

export interface Difference {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

export const NONE: Outcome = { kind: 'none' };
export const added = (...rules: readonly string[]): Outcome => ({ kind: 'changed', added: rules, gone: [] });
export const removed = (...rules: readonly string[]): Outcome => ({
  kind: 'changed',
  added: [],
  gone: rules,
});
export const removedIfApproved = (...rules: readonly string[]): Outcome => ({
  kind: 'approved',
  added: [],
  gone: rules,
});
export const answered = (parts: Readonly<Record<string, unknown>>): Outcome => ({
  kind: 'answered',
  with: parts,
});
export const refused = (code: ErrorCode, ...words: readonly string[]): Outcome => ({
  kind: 'refused',
  code,
  words,
});

const callOf = (tool: string) => (args: Call['arguments']) => ({ tool, arguments: args });
export const add = callOf('whitelist_add');
export const remove = callOf('whitelist_remove');
export const sweep = callOf('whitelist_sweep');
export const undo = callOf('whitelist_undo');
export const check = callOf('whitelist_check');
export const list = callOf('whitelist_list');
export const move = callOf('whitelist_move');
export const whoami = callOf('whitelist_whoami');

/** Stands, as an argument, for what the answer before said in this field. */
export const LAST = { planToken: '<plan_token>' } as const;

// Groups of the seed whose ids nobody remembers.
export const WEB = 'sg-00ee3097251c489aa';
export const BASTION = 'sg-0b15a88d27040bf90';
export const STAGING_POSTGRES = 'sg-091d30f0fbc54e4c1';
export const BUILD_RUNNERS = 'sg-0f8dea71c6e14dc8d';
export const VPN_GATEWAY = 'sg-091e9e6c06e22248c';

/** Both families of the person who speaks, as two sources agree on them. */
export const ME = '203.0.113.7';
export const ME6 = '2001:db8:1:2::7';
export const AT_HOME: readonly Source[] = [
  { 4: ME, 6: ME6 },
  { 4: ME, 6: ME6 },
];
