import { z } from 'zod';
import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { toUndoArguments, UNDO_TOOL } from '#tools/answer/undo.ts';
import type { Tool } from '#tools/definition/definition.ts';
import { tools } from '#tools/index.ts';

/** A call that takes back a part of what an answer tells. */
export interface UndoStep {
  readonly tool: Tool;
  readonly args: Readonly<Record<string, unknown>>;
}

/** An answer as a tool gives it; in a wrapping of MCP's, `structuredContent` of `result`. */
const answerSchema = z.looseObject({ undo: z.unknown() });
const mcpResult = z.object({ structuredContent: z.unknown() });
const jsonRpcResponse = z.object({ result: z.unknown() });
const jsonRpcError = z.object({ error: z.unknown() });

const stepSchema = z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) });

const EXAMPLE = '{"status": "added", …, "undo": [{"tool": "whitelist_undo", "arguments": {…}}]}';

/** What earlier versions put into an undo: a call of either tool, with the descriptions on both sides; null: no rule. */
const EARLIER_TOOLS: readonly string[] = ['whitelist_add', 'whitelist_remove'];
const restoreSchema = z.object({ from: z.string().nullable(), to: z.string().nullable() });

const undoTool = tools.find(({ name }) => name === UNDO_TOOL);

/**
 * The calls that take an answer back, in their order; of a list of answers, the last one's first. Failed calls in
 * such a list have nothing to undo.
 *
 * @param value - What was read as JSON.
 * @throws WhitelistError `invalid_input` for what is no answer, and for calls that no answer has
 */
export function readUndo(value: unknown): readonly UndoStep[] {
  if (!Array.isArray(value)) return readSteps(value);
  const answers: unknown[] = value;
  return answers.toReversed().flatMap((answer) => (isFailed(answer) ? [] : readSteps(answer)));
}

function readSteps(value: unknown): readonly UndoStep[] {
  const answer = unwrapAnswer(value);
  const { undo } = answerSchema.safeParse(answer).data ?? {};
  if (undo === undefined) throw notAnAnswer(answer);
  if (!Array.isArray(undo)) {
    throw invalidInput({ field: 'undo', value: undo, expected: 'a list of calls', example: EXAMPLE });
  }
  return undo.map(readStep);
}

const isFailed = (value: unknown): boolean => jsonRpcError.safeParse(value).data?.error !== undefined;

function unwrapAnswer(value: unknown): unknown {
  const inner = jsonRpcResponse.safeParse(value).data?.result ?? value;
  return mcpResult.safeParse(inner).data?.structuredContent ?? inner;
}

function notAnAnswer(value: unknown): WhitelistError {
  return invalidInput({
    field: 'answer',
    value,
    expected:
      'the answer of a change as --json prints it, or the structured content of an MCP result: an object with "undo"',
    example: EXAMPLE,
    ...(isFailed(value) && {
      hint: 'This is the answer of a call that failed: it has nothing to undo. Its "outcome" says what is known.',
    }),
  });
}

function readStep(value: unknown, i: number): UndoStep {
  const field = `undo[${i}]`;
  const { data } = stepSchema.safeParse(value);
  if (data === undefined) {
    throw invalidInput({
      field,
      value,
      expected: 'a tool and its arguments',
      example: '{"tool": "whitelist_undo", "arguments": {…}}',
    });
  }
  const args = data.tool === UNDO_TOOL ? data.arguments : fromEarlierVersion(data);
  if (!undoTool || args === null) {
    throw invalidInput({
      field: `${field}.tool`,
      value: data.tool,
      expected: `${UNDO_TOOL}: no answer has other calls in its undo`,
      example: UNDO_TOOL,
    });
  }
  if (args['credentials'] !== undefined) throw credentialsNotAllowed(field);
  return { tool: undoTool, args };
}

/** Which tool an earlier version named plays no part: what is done follows from the descriptions alone. */
function fromEarlierVersion({ tool, arguments: given }: z.infer<typeof stepSchema>): UndoStep['args'] | null {
  const { restore, ...rest } = given;
  const { data } = restoreSchema.safeParse(restore);
  if (!EARLIER_TOOLS.includes(tool) || data === undefined || (data.from === null && data.to === null))
    return null;
  return { ...rest, ...toUndoArguments(data.from, data.to) };
}

const credentialsNotAllowed = (field: string) =>
  new WhitelistError(
    'invalid_input',
    `Invalid ${field}.arguments: there are credentials in it, which no answer has, expected none. Example: ${EXAMPLE}.`,
    {
      guidance: [
        'Nothing was done. Take them out of the file: whoever can read it can use them.',
        'Credentials are found on this machine, or through --profile.',
      ],
    },
  );
