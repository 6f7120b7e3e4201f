import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import type { Call, Eval } from './eval.ts';
import { expectOutcome, runCalls, listAlternatives } from './run-eval.ts';
import { EVALS } from './table.ts';
import { openEvalAccount, type EvalAccountOptions } from './account.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The tools as hosts see them: `npm run check` holds these files to what the server announces. */
const folder = join(import.meta.dirname, '../interface');
const schemas = new Map(
  readdirSync(folder).map((file) => {
    const { name, inputSchema } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      name: string;
      inputSchema: Schema;
    };
    return [name, inputSchema];
  }),
);

const everyCall = EVALS.flatMap((row) => [
  ...(row.given ?? []),
  ...(row.earlier ?? []).flatMap(({ calls }) => calls),
  ...listAlternatives(row).flat(),
]);

/** Names of arguments, and for one that is an object its own after a dot. */
const withInner = (names: readonly (readonly [string, readonly string[]])[]): string[] =>
  names.flatMap(([name, inner]) => [name, ...inner.map((one) => `${name}.${one}`)]);

const announced = ({ properties = {} }: Schema) =>
  withInner(Object.entries(properties).map(([name, inner]) => [name, Object.keys(inner.properties ?? {})]));

const given = ({ arguments: args }: Call) =>
  withInner(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [],
    ]),
  );

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

describe('the set', () => {
  it('[evals.sixty] has many requests, no two the same, and a reason where nothing is called', () => {
    const said = EVALS.map(({ says }) => plain(says));
    expect(said.filter((text, i) => said.indexOf(text) !== i)).toEqual([]);
    expect(EVALS.filter(({ calls }) => calls.length > 0).length).toBeGreaterThanOrEqual(75);
    for (const { calls, or, outcome, why } of EVALS)
      if (calls.length === 0)
        expect({ or, outcome, why }).toEqual({
          or: undefined,
          outcome: { kind: 'none' },
          why: why ?? 'a reason',
        });
  });

  it('has no way twice in a row', () => {
    for (const row of EVALS) {
      const ways = listAlternatives(row).map((way) => JSON.stringify(way));
      expect(new Set(ways).size, row.says).toBe(ways.length);
    }
  });

  it('expects every tool, and every argument of it', () => {
    const expected = EVALS.flatMap(listAlternatives).flat();
    const isInner = (name: string) => name.includes('.');
    // What is inside an argument is the same in every tool.
    const inner = new Set(expected.flatMap(given).filter(isInner));
    for (const [tool, schema] of schemas) {
      const own = new Set(expected.filter((call) => call.tool === tool).flatMap(given));
      expect(
        [...own].filter((name) => !announced(schema).includes(name)),
        tool,
      ).toEqual([]);
      // What stands in an undo, this program has written.
      if (tool === 'whitelist_undo') continue;
      // A cursor is what an earlier answer gave.
      const unused = announced(schema).filter(
        (name) => name !== 'cursor' && !(isInner(name) ? inner : own).has(name),
      );
      expect(unused, tool).toEqual([]);
    }
    expect(new Set(expected.map(({ tool }) => tool))).toEqual(new Set(schemas.keys()));
  });

  it('has only calls that the announced schemas allow', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
    const checks = new Map([...schemas].map(([tool, schema]) => [tool, ajv.compile(schema)]));
    const faults = everyCall.flatMap(({ tool, arguments: args }) => {
      const isAllowed = checks.get(tool);
      if (!isAllowed) return [`no tool ${tool}`];
      return isAllowed(args) ? [] : [`${JSON.stringify(args)}: ${ajv.errorsText(isAllowed.errors)}`];
    });
    expect(faults).toEqual([]);
  });
});

const attempt = async (row: Eval, way: readonly Call[], options: EvalAccountOptions) =>
  runCalls(row, way, await openEvalAccount(row, options));

const cases = EVALS.flatMap((row) =>
  listAlternatives(row).map(
    (way, i) => [i === 0 ? row.says : `${row.says} (way ${i + 1})`, row, way] as const,
  ),
);

describe('[evals.expected-calls] what is expected comes to what the row says', () => {
  itSampled(cases, {
    every: 3,
    kindsOf: ([, { outcome }, way]) => [outcome.kind, ...way.map(({ tool }) => tool)],
  })('%s', async (_, row, way) => {
    expectOutcome(row.outcome, await attempt(row, way, { key: 'admin' }));
  });
});

describe('so does it with the guide’s minimal policy, where nothing has to be looked up or written anew', () => {
  const without = cases.filter(
    ([, row]) => row.looksUp !== true && row.rewrites !== true && row.calls.length > 0,
  );

  itSampled(without, { every: 5 })('%s', async (_, row, way) => {
    expectOutcome(row.outcome, await attempt(row, way, { key: 'minimal' }));
  });

  it('and elsewhere it does not', async () => {
    for (const row of EVALS.filter(({ looksUp }) => looksUp)) {
      const played = await attempt(row, row.calls, { key: 'minimal' });
      expect(() => expectOutcome(row.outcome, played), row.says).toThrow();
    }
  });
});

describe('a person’s yes comes to what the row says', () => {
  const asked = cases.filter(([, { outcome }]) => outcome.kind === 'approved');

  it.each(asked)('%s', async (_, row, way) => {
    const { outcome } = row;
    if (outcome.kind !== 'approved') throw new Error('not asked for');
    expectOutcome({ ...outcome, kind: 'changed' }, await attempt(row, way, { key: 'admin', approved: true }));
  });
});
