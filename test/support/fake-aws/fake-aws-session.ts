import { onTestFinished } from 'vitest';
import type { AwsSession } from '#aws/session.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime } from '#context.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { createLog } from '#log.ts';
import { startFakeAws, type FakeAws } from './fake-aws.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

export interface FakeAwsProcess {
  readonly standIn: FakeAws;
  readonly logged: readonly string[];
  /** A session of another call of the same process. */
  open(region?: string, signal?: AbortSignal): Promise<AwsSession>;
}

/** The product's AWS room in one process until the test ends, with a stand-in in AWS's place. */
export async function startFakeAwsProcess(
  answer: Parameters<typeof startFakeAws>[0],
  callLimit?: number,
): Promise<FakeAwsProcess> {
  const standIn = await startFakeAws(answer);
  const config = loadConfig({
    flags: { verbose: true },
    env: {},
    readFile: () => null,
    place: CONFIG_PLACE,
  });
  const logged: string[] = [];
  const runtime = createRuntime(config, {
    log: createLog({ level: config.logLevel, format: config.logFormat, write: (line) => logged.push(line) }),
    user: 'jo',
    sandbox: {
      endpoint: standIn.endpoint,
      region: parseRegion('us-east-1'),
      credentials: parseCredentials({ access_key_id: 'AKIATEST', secret_access_key: 'x' }),
    },
    callLimit,
  });
  onTestFinished(async () => {
    await runtime.close();
    await standIn.close();
  });
  return {
    standIn,
    logged,
    open: (region, signal) =>
      runtime
        .toolContext({ signal })
        .openSession(
          { credentials: null, profile: null, region: region === undefined ? null : parseRegion(region) },
          { groups: [], changes: true },
        ),
  };
}
