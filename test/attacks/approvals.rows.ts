/** A change that a person approves, and what others make of its rule while they look at it. */
export interface ApprovalAttack {
  readonly name: string;
  /** The rule of 203.0.113.60 to port 7443. */
  readonly there: string;
  readonly call: { readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> };
  /** The rule's description by then; null: it is gone. */
  readonly meanwhile: string | null;
}

const RULE = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.60', port: 7443 };
/** Stands for the rule's id. */
export const ITS_ID = '<rule id>';

const JO = '[awswhitelist:1 jo until 2999-01-01T00:00Z]';
const BOTH = '[awswhitelist:1 jo; ann until 2999-01-01T00:00Z]';

const CALLS: readonly (readonly [name: string, there: string, call: ApprovalAttack['call']])[] = [
  [
    'an extension',
    '[awswhitelist:1 jo until 2099-01-01T00:00Z]',
    { tool: 'whitelist_add', arguments: { ...RULE, expires_in: 'never' } },
  ],
  [
    'a share beside another',
    '[awswhitelist:1 ann (on call)]',
    { tool: 'whitelist_add', arguments: { ...RULE, expires_in: '3h' } },
  ],
  ['a removal', JO, { tool: 'whitelist_remove', arguments: RULE }],
  ['a removal of every port', JO, { tool: 'whitelist_remove', arguments: { ...RULE, port: undefined } }],
  ['a share that is given up', BOTH, { tool: 'whitelist_remove', arguments: RULE }],
  ['a removal for all', BOTH, { tool: 'whitelist_remove', arguments: { ...RULE, whole_rule: true } }],
  ['a removal of a foreign rule', 'by hand', { tool: 'whitelist_remove', arguments: RULE }],
  [
    'a removal by id',
    BOTH,
    { tool: 'whitelist_remove', arguments: { security_group_id: RULE.security_group_id, rule_id: ITS_ID } },
  ],
  [
    'a move',
    JO,
    {
      tool: 'whitelist_move',
      arguments: {
        security_group_id: RULE.security_group_id,
        from_ip_address: RULE.ip_address,
        ip_address: '203.0.113.61',
      },
    },
  ],
  [
    'a move beside others',
    BOTH,
    {
      tool: 'whitelist_move',
      arguments: {
        security_group_id: RULE.security_group_id,
        from_ip_address: RULE.ip_address,
        ip_address: '203.0.113.61',
      },
    },
  ],
  [
    'an undo',
    JO,
    { tool: 'whitelist_undo', arguments: { ...RULE, protocol: 'tcp', action: 'remove', left: JO } },
  ],
  [
    'an undo of shares',
    BOTH,
    { tool: 'whitelist_undo', arguments: { ...RULE, protocol: 'tcp', action: 'remove', left: BOTH } },
  ],
  [
    'a sweep',
    '[awswhitelist:1 jo until 2020-01-01T00:00Z]',
    { tool: 'whitelist_sweep', arguments: { security_group_id: RULE.security_group_id } },
  ],
];

/** What somebody else may have made of the rule in the meantime. */
const MEANWHILE: readonly (readonly [name: string, text: string | null])[] = [
  ['somebody joins', '[awswhitelist:1 jo until 2999-01-01T00:00Z; bob]'],
  ['a share is made permanent', '[awswhitelist:1 jo; ann]'],
  ['a share is extended', '[awswhitelist:1 jo until 2999-01-01T00:01Z; ann until 2999-01-02T00:00Z]'],
  ['a share is given up', '[awswhitelist:1 ann until 2999-01-01T00:00Z]'],
  ['a reason is another', '[awswhitelist:1 jo until 2999-01-01T00:00Z (audit)]'],
  ['there are words now', 'keep until audit [awswhitelist:1 jo until 2999-01-01T00:00Z]'],
  ['there is a text now', 'keep'],
  ['there is a newer note', 'x [awswhitelist:2 jo]'],
  ['there is nothing', ''],
  ['the rule goes', null],
];

export const APPROVAL_ATTACKS: readonly ApprovalAttack[] = CALLS.flatMap(([what, there, call]) =>
  MEANWHILE.map(([happens, text]) => ({ name: `${what}: ${happens}`, there, call, meanwhile: text })),
);

/** The same calls, with nothing that happens meanwhile. */
export const APPROVED = CALLS.map(([name, there, call]) => ({ name, there, call }));
