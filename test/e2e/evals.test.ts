import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import { ASKING } from '#test/evals/asking.rows.ts';
import type { Eval } from '#test/evals/eval.ts';
import { GROUPS } from '#test/evals/groups.rows.ts';
import { HOLDING } from '#test/evals/grants.rows.ts';
import { LETTING_IN } from '#test/evals/letting-in.rows.ts';
import { OWN_ADDRESS } from '#test/evals/own-address.rows.ts';
import { PLACES } from '#test/evals/places.rows.ts';
import { PLANS } from '#test/evals/plans.rows.ts';
import { expectOutcome, runCalls, type EvalAccount } from '#test/evals/run-eval.ts';
import { PROTOCOLS } from '#test/evals/protocols.rows.ts';
import { REFUSED } from '#test/evals/refused.rows.ts';
import { SEVERAL } from '#test/evals/several.rows.ts';
import { TAKING_OUT } from '#test/evals/taking-out.rows.ts';
import { TARGETS } from '#test/evals/targets.rows.ts';
import { CONFIG, startSources } from '#test/evals/account.ts';
import { AUTHORITY_FILE } from '#test/support/network/ip-sources.ts';
import { connectClient } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { environmentWithKey, startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

/** One of each theme, what hangs on the process that answered before, and what leaves this machine. */
const rows: readonly Eval[] = [
  ...[LETTING_IN, TARGETS, PROTOCOLS, SEVERAL, GROUPS, TAKING_OUT, ASKING, HOLDING, REFUSED, PLACES].flatMap(
    ([one]) => one ?? [],
  ),
  ...PLANS,
  ...OWN_ADDRESS.slice(0, 4),
];

/** The packed server with a row's sources, on an account of its own, until the test ends. */
async function openServer(row: Eval): Promise<EvalAccount> {
  const sandbox = await startTestSandbox();
  const standIns = await startSources(row);
  const env = freshEnvironment({
    ...environmentWithKey(sandbox, sandbox.keys.admin),
    ...(standIns.length > 0 && {
      NODE_EXTRA_CA_CERTS: AUTHORITY_FILE,
      NODE_OPTIONS: `--require ${join(import.meta.dirname, '../support/network/localhost.cjs')}`,
    }),
  });
  const sources = standIns.map(({ url }) => url);
  const config = { ...CONFIG, ...(sources.length > 0 && { public_ip: { sources } }) };
  writeFileSync(join(env['HOME'] ?? '', 'config.json'), JSON.stringify(config));
  const client = await connectClient({ env, args: ['-c', join(env['HOME'] ?? '', 'config.json')] });
  const announced = await client.listTools();
  return {
    sandbox,
    async callTool({ tool, arguments: args }) {
      expect(announced.map(({ name }) => name)).toContain(tool);
      const { isError, structured, report } = await client.call(tool, args);
      return isError ? { report } : { result: structured };
    },
  };
}

itSampled(
  rows.map((row) => [row.says, row] as const),
  { every: 2, kindsOf: ([, { outcome, calls }]) => [outcome.kind, ...calls.map(({ tool }) => tool)] },
)('%s', async (_, row) => {
  expectOutcome(row.outcome, await runCalls(row, row.calls, await openServer(row)));
});
