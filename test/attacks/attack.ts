/** A call that tries to get further than it may, or by a way that nobody thought of, and what has to become of it. */
export interface Attack {
  readonly name: string;
  readonly call: AttackCall;
  /** `security_settings`; none: the defaults. */
  readonly settings: object;
  readonly expected: Outcome;
}

export interface AttackCall {
  readonly tool: string;
  readonly arguments: unknown;
}

/** As far as the settings let it; `deny` with the settings that do, in their order. */
export type Outcome =
  | { readonly kind: 'allow' | 'confirm' | 'invalid_input' }
  | { readonly kind: 'deny'; readonly settings: readonly string[] };

export const ALLOW: Outcome = { kind: 'allow' };
export const CONFIRM: Outcome = { kind: 'confirm' };
export const INVALID: Outcome = { kind: 'invalid_input' };
export const deny = (...settings: readonly string[]): Outcome => ({ kind: 'deny', settings });

const ADD = { ip_address: '203.0.113.7', security_group_id: 'sg-0123abcd', port: 443 };
const REMOVE = { ip_address: '203.0.113.7', security_group_id: 'sg-0123abcd', port: 443 };

/** An addition that differs from an ordinary one in what is attacked with. */
export const add = (name: string, more: object, expected: Outcome, settings: object = {}): Attack => ({
  name: `add: ${name}`,
  call: { tool: 'whitelist_add', arguments: { ...ADD, ...more } },
  settings,
  expected,
});

export const remove = (name: string, more: object, expected: Outcome, settings: object = {}): Attack => ({
  name: `remove: ${name}`,
  call: { tool: 'whitelist_remove', arguments: { ...REMOVE, ...more } },
  settings,
  expected,
});

/** Ordinary arguments without some of them. */
export function without(tool: 'whitelist_add' | 'whitelist_remove', ...names: string[]): AttackCall {
  const left = Object.entries(ADD).filter(([name]) => !names.includes(name));
  return { tool, arguments: Object.fromEntries(left) };
}
