import { z } from 'zod';
import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
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

const EXAMPLE = '{"status": "added", …, "undo": [{"tool": "whitelist_remove", "arguments": {…}}]}';

/** Tools that change something and can be told what to bring back: an undo is made of their calls alone. */
const undoTools = tools.filter(
  ({ annotations, inputSchema }) => !annotations.readOnlyHint && 'restore' in inputSchema.shape,
);

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
      example: '{"tool": "whitelist_remove", "arguments": {…}}',
    });
  }
  const tool = undoTools.find(({ name }) => name === data.tool);
  if (!tool) {
    throw invalidInput({
      field: `${field}.tool`,
      value: data.tool,
      expected: `one of ${undoTools.map(({ name }) => name).join(', ')}: no answer has other calls in its undo`,
      example: 'whitelist_remove',
    });
  }
  const { credentials, restore } = data.arguments;
  if (credentials !== undefined) throw credentialsNotAllowed(field);
  if (typeof restore !== 'object' || restore === null) {
    throw invalidInput({
      field: `${field}.arguments.restore`,
      value: restore,
      expected: 'what the rule was left as and what it was before, as every undo has it',
      example: '{"from": "Jo, home office [awswhitelist:1 jo]", "to": null}',
    });
  }
  return { tool, args: data.arguments };
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
