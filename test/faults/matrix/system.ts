import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { WhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { createLog } from '#log.ts';
import { startSandbox, type Sandbox } from '#sandbox/index.ts';
import { createToolCalls } from '#test/support/harness/tool-calls.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

export type Result = Record<string, unknown>;

/** What a tool's call came to. */
export type Answer =
  | { readonly result: Result; readonly report: null; readonly milliseconds: number }
  | { readonly result: null; readonly report: ErrorReport; readonly milliseconds: number };

/** How a world's credentials are had. */
export interface CredentialSetup {
  readonly key: keyof Sandbox['keys'];
  /** The product's config file. */
  readonly config?: (sandbox: Sandbox) => object;
  /** Through an AWS profile with this web identity role, in the place of a key. */
  readonly webIdentity?: true;
}

/** One sandbox and the product beside it. */
export interface FaultSystem {
  readonly sandbox: Sandbox;
  readonly runtime: Runtime;
  call(tool: string, args: object, signal?: AbortSignal): Promise<Answer>;
  /** Inbound rules of a group, past all faults: `tcp 443-443 203.0.113.7/32`. */
  rules(group: string): Promise<string[]>;
  /** The rule's description, past all faults; null: there is no such rule. */
  description(group: string, rule: string): Promise<string | null>;
  close(): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-faults-'));
const TOKEN_FILE = join(folder, 'token');
let profiles = 0;

/** An AWS profile of its own for each world, since the environment is the process's. */
function addProfile(sandbox: Sandbox): string {
  const file = join(folder, 'config');
  process.env['AWS_CONFIG_FILE'] = file;
  writeFileSync(TOKEN_FILE, sandbox.webIdentityToken);
  const name = `world-${(profiles += 1)}`;
  const lines = [
    `[profile ${name}]`,
    `role_arn = ${sandbox.roles.federated}`,
    `web_identity_token_file = ${TOKEN_FILE}`,
    `endpoint_url = ${sandbox.endpoint}`,
    `region = ${sandbox.region}`,
  ];
  appendFileSync(file, `${lines.join('\n')}\n`);
  return name;
}

/** Inbound rules, with their descriptions. */
async function listInbound(sandbox: Sandbox, group: string): Promise<Map<string, string>> {
  const { regions } = await sandbox.state();
  const found = Object.values(regions).flatMap(({ groups }) => groups);
  const rules = (found.find(({ id }) => id === group)?.rules ?? []).filter(({ egress }) => !egress);
  return new Map(
    rules.map(({ protocol, fromPort, toPort, source, description = '' }) => [
      `${protocol} ${fromPort}-${toPort} ${'cidr' in source ? source.cidr : source.id}`,
      description,
    ]),
  );
}

/** @param shared - The sandbox of another world, for a second process on it. Default: one of its own. */
export async function openFaultSystem(
  { key, config, webIdentity }: CredentialSetup,
  callLimit: number,
  shared?: Sandbox,
): Promise<FaultSystem> {
  const sandbox = shared ?? (await startSandbox());
  // Nobody is there to approve that several rules go at once.
  const content = JSON.stringify({ security_settings: { confirm: 'never' }, ...config?.(sandbox) });
  const settings = loadConfig({
    flags: { config: 'config.json' },
    env: {},
    readFile: () => content,
    place: CONFIG_PLACE,
  });
  const profile = webIdentity ? addProfile(sandbox) : null;
  const { accessKeyId, secretAccessKey, sessionToken } = sandbox.keys[key];
  const runtime = createRuntime(settings, {
    log: createLog({ level: 'error', format: 'text', write: () => {} }),
    user: 'jo',
    callLimit,
    askCode: () => Promise.resolve('123456'),
    ...(profile === null && {
      sandbox: {
        endpoint: sandbox.endpoint,
        region: parseRegion(sandbox.region),
        credentials: parseCredentials({
          access_key_id: accessKeyId,
          secret_access_key: secretAccessKey,
          session_token: sessionToken,
        }),
      },
    }),
  });
  const { call } = createToolCalls(runtime);
  return {
    sandbox,
    runtime,
    async call(tool, args, signal) {
      const begun = performance.now();
      const given = profile === null ? args : { ...args, profile };
      const came = await call(tool, given, signal).catch((error: unknown) => error);
      const milliseconds = performance.now() - begun;
      if (came instanceof WhitelistError) return { result: null, report: came.report(), milliseconds };
      if (came instanceof Error) throw came;
      return { result: came as Result, report: null, milliseconds };
    },
    async rules(group) {
      return [...(await listInbound(sandbox, group)).keys()];
    },
    async description(group, rule) {
      return (await listInbound(sandbox, group)).get(rule) ?? null;
    },
    async close() {
      await runtime.close();
      // What is carried out once the client has gone, is by then.
      await sleep(50);
      if (!shared) await sandbox.close();
    },
  };
}
