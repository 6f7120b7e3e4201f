/** A call that asks to take something back which this process never told, and what has to become of it. */
export interface UndoAttack {
  readonly name: string;
  /** The rule of 203.0.113.50 to port 7443 as it is there; null: it is not. */
  readonly there: string | null;
  /** Another source. Default: 203.0.113.50/32. */
  readonly from?: string;
  readonly undo: {
    readonly action: string;
    readonly left?: string;
    readonly before?: string;
    readonly [more: string]: unknown;
  };
  /** `allow` with the rule afterwards; in all other cases it stays as it is. */
  readonly expected:
    | { readonly kind: 'allow'; readonly after: string | null }
    | { readonly kind: 'confirm' | 'deny' | 'invalid_input' | 'changed_since' };
}

const allow = (after: string | null) => ({ kind: 'allow' as const, after });
const CONFIRM = { kind: 'confirm' } as const;
const DENY = { kind: 'deny' } as const;
const INVALID = { kind: 'invalid_input' } as const;
const CHANGED = { kind: 'changed_since' } as const;

const row = (
  name: string,
  there: string | null,
  undo: UndoAttack['undo'],
  expected: UndoAttack['expected'],
  from?: string,
): UndoAttack => ({ name, there, undo, expected, ...(from !== undefined && { from }) });

const note = (holders: string) => `[awswhitelist:1 ${holders}]`;
const SOON = '2999-01-01T00:01Z';
const JO = note('jo');
const ANN = note('ann');
const BOTH = note('ann; bob');

/** What opens, closes or changes who holds, by what its words say and by nothing else. The caller is jo. */
export const UNDO_ATTACKS: readonly UndoAttack[] = [
  // Text of others never becomes a note of ours, nor the other way round.
  ...['runner control', '', 'mosh', '[partner] weekly report', 'Ann [awswhitelist:2 ann]', `${JO} `].flatMap(
    (text) => [
      row(
        `an end for ${JSON.stringify(text)}`,
        text,
        { action: 'describe', left: text, before: `${text} ${note(`jo until ${SOON}`)}`.trim() },
        INVALID,
      ),
      row(
        `a note for ${JSON.stringify(text)}`,
        text,
        { action: 'describe', left: text, before: JO },
        INVALID,
      ),
      row(
        `other words for ${JSON.stringify(text)}`,
        text,
        { action: 'describe', left: text, before: 'x' },
        INVALID,
      ),
    ],
  ),
  row('a note of ours becomes text', JO, { action: 'describe', left: JO, before: 'permanent' }, INVALID),
  row('a note of ours becomes nothing', JO, { action: 'describe', left: JO }, INVALID),
  row(
    'other words before a note',
    `a ${JO}`,
    { action: 'describe', left: `a ${JO}`, before: `b ${JO}` },
    INVALID,
  ),
  row('words before a note go', `a ${JO}`, { action: 'describe', left: `a ${JO}`, before: JO }, INVALID),
  row('words before a note come', JO, { action: 'describe', left: JO, before: `a ${JO}` }, INVALID),
  // Nothing writes a mark that this version does not write itself.
  ...[
    'mirror [awswhitelist:2 ops]',
    '[awswhitelist:',
    '[awswhitelist:1 ]',
    '[awswhitelist:1 jo',
    '[awswhitelist:1 jo;ann]',
    '[awswhitelist:1 jo; jo]',
    '[awswhitelist:1 jo until 2026-02-30T00:00Z]',
    `${JO} x`,
    `${JO} ${JO}`,
    '[awswhitelist:01 jo]',
    'x[awswhitelist:9 jo]',
  ].flatMap((before) => [
    row(`a new rule with ${before}`, null, { action: 'add', before }, INVALID),
    row(`a rule that gets ${before}`, JO, { action: 'describe', left: JO, before }, INVALID),
  ]),
  // Others' shares, taken and given.
  row('two shares at once go', BOTH, { action: 'remove', left: BOTH }, CONFIRM),
  row(
    'two shares and mine go',
    note('ann; bob; jo'),
    { action: 'remove', left: note('ann; bob; jo') },
    CONFIRM,
  ),
  row(
    'a note of another version goes',
    'Ann [awswhitelist:2 ann]',
    { action: 'remove', left: 'Ann [awswhitelist:2 ann]' },
    CONFIRM,
  ),
  row(
    'one holder in the place of another',
    note('ann (on call)'),
    { action: 'describe', left: note('ann (on call)'), before: note('eve') },
    CONFIRM,
  ),
  row('two shares come', ANN, { action: 'describe', left: ANN, before: note('ann; bob; eve') }, CONFIRM),
  row(
    'a share is shortened',
    ANN,
    { action: 'describe', left: ANN, before: note(`ann until ${SOON}`) },
    CONFIRM,
  ),
  row(
    'a reason is altered',
    note('ann (on call)'),
    { action: 'describe', left: note('ann (on call)'), before: note('ann (away)') },
    CONFIRM,
  ),
  row('a new rule of two', null, { action: 'add', before: BOTH }, CONFIRM),
  // As plain calls do it, by one name.
  row('a rule of mine goes', JO, { action: 'remove', left: JO }, allow(null)),
  row('a rule of one other, by name', ANN, { action: 'remove', left: ANN }, allow(null)),
  row(
    'my share goes from those of others',
    note('ann; jo'),
    { action: 'describe', left: note('ann; jo'), before: ANN },
    allow(ANN),
  ),
  row(
    'my share comes beside those of others',
    ANN,
    { action: 'describe', left: ANN, before: note('ann; jo') },
    allow(note('ann; jo')),
  ),
  row(
    'my end as it was',
    JO,
    { action: 'describe', left: JO, before: note(`jo until ${SOON}`) },
    allow(note(`jo until ${SOON}`)),
  ),
  row(
    'a rule of mine comes back',
    null,
    { action: 'add', before: `Jo, home ${JO}` },
    allow(`Jo, home ${JO}`),
  ),
  row('a rule without a note comes back', null, { action: 'add', before: 'Jo, home' }, allow('Jo, home')),
  // What is not as it says.
  row('another text than it says', BOTH, { action: 'remove', left: ANN }, CHANGED),
  row('no text where there is one', JO, { action: 'remove' }, CHANGED),
  row('a rule that is there is not made', JO, { action: 'add', before: 'x' }, CHANGED),
  row(
    'a rule that is not there is not described',
    null,
    { action: 'describe', left: JO, before: note('jo; ann') },
    CHANGED,
  ),
  // It opens no more than an addition.
  row('the world comes', null, { action: 'add', before: 'x' }, DENY, '0.0.0.0/0'),
  row('the world comes, with a note', null, { action: 'add', before: JO }, DENY, '0.0.0.0/0'),
  row('a /1 comes', null, { action: 'add', before: 'x' }, DENY, '128.0.0.0/1'),
  row(
    'the world is held longer',
    note(`jo until ${SOON}`),
    { action: 'describe', left: note(`jo until ${SOON}`), before: JO },
    DENY,
    '0.0.0.0/0',
  ),
  // Its own words, forged or beside one another.
  ...['', 'x', 'A'.repeat(22), `${'A'.repeat(22)}==`].map((signature) =>
    row(
      `a signature of ${JSON.stringify(signature)}`,
      BOTH,
      { action: 'remove', left: BOTH, signature },
      CONFIRM,
    ),
  ),
  row('no action', JO, { action: '', left: JO }, INVALID),
  row('an action of a list', JO, { action: ['remove'] as never, left: JO }, INVALID),
  row('another action', JO, { action: 'replace', left: JO, before: 'x' }, INVALID),
  row('restore beside it', JO, { action: 'remove', left: JO, restore: { from: JO, to: null } }, INVALID),
  row('a holder beside it', JO, { action: 'remove', left: JO, holder: 'ann' }, INVALID),
  row('whole_rule beside it', BOTH, { action: 'remove', left: BOTH, whole_rule: true }, INVALID),
  row(
    'a secret on a rule',
    null,
    { action: 'add', before: `wJalrXUtnFEMI/K7MDENG/bPxRfiCY${'EXAMPLEKEY'}` },
    INVALID,
  ),
];
