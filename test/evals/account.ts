import { onTestFinished } from 'vitest';
import type { Family } from '#core/network/address.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseIpSource } from '#core/public-ip/ip-source.ts';
import { findCurrentAddresses } from '#public-ip/index.ts';
import type { SandboxKeys } from '#sandbox/index.ts';
import { AUTHORITY, startFakeIpSources } from '#test/support/network/ip-sources.ts';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { createToolCalls } from '#test/support/harness/tool-calls.ts';
import type { Eval, Source } from './eval.ts';
import type { EvalAccount } from './run-eval.ts';

/** What the person's config file says; of `security_settings` nothing, so that the defaults hold. */
export const CONFIG = {
  regions: ['us-east-1', 'eu-west-1'],
  credential_profiles: [{ name: 'ireland', region: 'eu-west-1' }],
};

/** The sources of a row, until the test ends; two at least, as a config file has them. */
export const startSources = ({ sources }: Eval) =>
  startFakeIpSources(...(sources ?? []).map((said: Source) => ({ 4: said[4] ?? null, 6: said[6] ?? null })));

export interface EvalAccountOptions {
  readonly key: keyof Pick<SandboxKeys, 'admin' | 'minimal'>;
  /** What a person would be asked is not asked, and is as if they had said yes. */
  readonly approved?: boolean;
}

/** The tools in this process, on an account of their own, until the test ends. */
export async function openEvalAccount(
  row: Eval,
  { key, approved = false }: EvalAccountOptions,
): Promise<EvalAccount> {
  const bench = await startToolHarness({
    key: ({ keys }) => keys[key],
    config: { ...CONFIG, ...(approved && { security_settings: { confirm: 'never' } }) },
  });
  onTestFinished(() => bench.close());
  const standIns = await startSources(row);
  const { runtime, sandbox } = bench;
  const { call } = createToolCalls({
    ...runtime,
    toolContext: (options) => ({
      ...runtime.toolContext(options),
      // A process has to be started anew to trust the stand-ins' authority; here it is handed in.
      findOwnAddresses: (families: readonly Family[]) =>
        findCurrentAddresses({
          families,
          sources: standIns.map(({ url }) => parseIpSource(url)),
          signal: options?.signal ?? new AbortController().signal,
          authorities: AUTHORITY,
        }),
    }),
  });
  return {
    sandbox,
    callTool: ({ tool, arguments: args }) =>
      call(tool, args).then(
        (result) => ({ result }),
        (error: unknown) => {
          if (error instanceof WhitelistError) return { report: error.report() };
          throw error;
        },
      ),
  };
}
