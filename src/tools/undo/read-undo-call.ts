import { invalidInput } from '#core/errors/invalid-input.ts';
import { byAwsClock } from '#core/grants/moment.ts';
import { isNoteOfOtherVersion, NOTE_MARK, parseNote } from '#core/grants/note.ts';
import type { Undo, UndoWord } from '#core/grants/plan-undo.ts';
import { planUndo } from '#core/grants/plan-undo.ts';
import { parseDescription } from '#core/rules/description.ts';
import { dedupeRules, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { TargetName } from '#core/targets/target.ts';
import { formatUndo, type UndoArguments } from '#tools/answer/undo.ts';
import { type ChangeOptions, readChangeOptions } from '#tools/change-tool/run-change.ts';
import { type CallChanges, inEachTarget } from '#tools/definition/call-changes.ts';
import type { ReadContext } from '#tools/definition/definition.ts';
import { addressMissing, readAddresses } from '#tools/input/read-addresses.ts';
import { resolveHolder } from '#tools/input/read-grant.ts';
import { readTargets } from '#tools/input/read-targets.ts';
import { buildBoundedRules, readTraffic } from '#tools/lookup/requested-rules.ts';

/** As a call gives it. */
export interface UndoInput extends UndoArguments {
  readonly signature?: string | undefined;
  readonly allow_gap?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
  readonly plan_token?: string | undefined;
}

export interface UndoRequest extends ChangeOptions {
  readonly targets: readonly TargetName[];
  readonly rules: readonly IngressRule[];
  readonly undo: Undo;
  readonly word: UndoWord;
  readonly allowGap: boolean;
}

/** @throws WhitelistError `invalid_input` */
export async function readUndoCall(input: UndoInput, context: ReadContext): Promise<UndoRequest> {
  const { action, left = '', before = '', signature } = input;
  const targets = readTargets({ security_group_id: input.security_group_id });
  const addresses = readAddresses(input);
  if (addresses === null) throw addressMissing();
  if (addresses.current !== null) throw notAsAnswered('ip_address', 'current');
  const traffic = await readTraffic(input, context.settings);
  const rules = buildBoundedRules(addresses.cidrs, traffic, null, targets.length);
  const undo = { action, left, before };
  const isOwn =
    signature !== undefined && context.undoSignatures?.isOwn(signature, formatUndo(input)) === true;
  if (!isOwn) rejectForeignText(undo);
  return {
    targets,
    rules: dedupeRules(rules),
    undo,
    word: isOwn ? { kind: 'own' } : { kind: 'told', caller: resolveHolder(undefined, context) },
    allowGap: input.allow_gap === true,
    ...readChangeOptions(input),
  };
}

/** Judged as if the rules were as the call says that they were left. */
export function describeUndoChanges(
  { targets, rules, undo, word }: UndoRequest,
  { now }: ReadContext,
): CallChanges {
  const existing = undo.action === 'add' ? [] : rules.map((rule) => ({ ...rule, description: undo.left }));
  const { authorize, rewrite, ...diff } = planUndo(existing, rules, undo, { word, now: byAwsClock(now) });
  const given = rewrite.flatMap(({ rule, gives }) => (gives ? [rule] : []));
  return {
    changes: inEachTarget(targets, { ...diff, authorize: [...authorize, ...given] }),
    takesMany: false,
  };
}

/**
 * What did not come from this process writes nothing that a plain call could not: no note but a canonical one of this
 * version, none on a text that had none, and none taken from a text that had one.
 *
 * @throws WhitelistError `invalid_input`
 */
function rejectForeignText({ action, left, before }: Undo): void {
  if (action === 'remove') return;
  parseDescription(before, 'before');
  const note = parseNote(before);
  if (note === null && (before.includes(NOTE_MARK) || isNoteOfOtherVersion(before)))
    throw notAsAnswered('before', before);
  if (action === 'add') return;
  const earlier = parseNote(left);
  if (note === null || earlier === null || note.words !== earlier.words)
    throw notAsAnswered('before', before);
}

const notAsAnswered = (field: string, value: string) =>
  invalidInput({
    field,
    value,
    expected: 'what the undo of an answer has',
    example: 'the call as it was answered, whole',
    hint: 'What did not come from this process brings back a plain description, or the shares in a note of this version; it makes neither of the other.',
  });
