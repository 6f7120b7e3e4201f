import { MFA_DEVICES, MfaCodes } from '#sandbox/auth/mfa.ts';
import { FaultInjector } from '#sandbox/faults/fault-injector.ts';
import { StaleReads } from '#sandbox/faults/stale-reads.ts';
import { RequestBuckets } from '#sandbox/ec2/request-buckets.ts';
import { emptyRegion, seedState } from '#sandbox/seed/seed.ts';
import { openStore } from '#sandbox/state/open-store.ts';
import { type Resources, resourcesOf } from '#sandbox/state/resources.ts';
import type { State } from '#sandbox/state/state.ts';
import { WEB_IDENTITY_TOKEN } from '#sandbox/sts/web-identity.ts';
import { Clock } from './clock.ts';
import { startHttpServer } from './http-server.ts';
import type { SandboxOptions } from './options.ts';
import {
  buildEnvironment,
  listSandboxKeys,
  listSandboxRoles,
  type SandboxKeys,
  type SandboxRoles,
} from './public-identities.ts';
import { SEED_REGION } from './regions.ts';
import { type SandboxRequest, Service } from './service.ts';

export type { SandboxOptions } from './options.ts';
export type { SandboxKey, SandboxKeys, SandboxRoles } from './public-identities.ts';
export type { Resources } from '#sandbox/state/resources.ts';
export type { SandboxRequest } from './service.ts';

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  /** The region that holds most of the seed: `us-east-1`. */
  region: string;
  keys: SandboxKeys;
  /** ARNs of the roles that there are to assume. */
  roles: SandboxRoles;
  /** Serial numbers of the users' MFA devices. */
  mfaDevices: Readonly<Record<'jo' | 'kim', string>>;
  /** The one token that `AssumeRoleWithWebIdentity` takes. */
  webIdentityToken: string;
  /**
   * Environment variables with which any AWS tool uses the sandbox as its administrator. An `AWS_PROFILE` from
   * elsewhere would win over them and has to be unset.
   */
  environment(): Record<string, string>;
  /** The requests so far, oldest first, refused ones included; the latest 10,000 are kept. */
  requests: readonly SandboxRequest[];
  /** TCP connections accepted so far. */
  connections: () => number;
  /** The time by the sandbox's clock. */
  now(): Date;
  /** Lets so many seconds go by on the sandbox's clock, at once. A reset does not bring them back. */
  advanceClock(seconds: number): void;
  /** Begins another plan of faults, from its first call. @throws SandboxError for one that cannot be used */
  setFaults(plan: unknown): Promise<void>;
  /** What is in the groups of a region (default: `us-east-1`), past all faults. Not to be modified. */
  resources(region?: string): Promise<Readonly<Resources>>;
  /** Puts lists of resources in the place of those of a region (default: `us-east-1`). The others stay. */
  setResources(lists: Partial<Resources>, region?: string): Promise<void>;
  /** Changes the state as somebody else might have, past all faults and checks. */
  changeState(change: (state: State) => void): Promise<void>;
  /** The state as it is, past all faults. Not to be modified. */
  state(): Promise<State>;
  /** Back to the seed; requests and connections already counted stay. */
  reset(): Promise<void>;
  /** Ends at once, requests under way included. */
  close(): Promise<void>;
}

const MAX_REQUESTS = 10_000;

/**
 * Starts an AWS endpoint of our own on the loopback interface: the security-group part of EC2, STS, a little of
 * IAM, and what tells of resources in security groups, with signatures, policies, quotas and errors as AWS
 * documents them, and a small account to try things on.
 *
 * @throws SandboxError when the port is taken, the state file is damaged (with the file's name), or the plan of
 *   faults cannot be used
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = new Clock(options.now ?? (() => new Date()));
  const now = () => clock.now();
  const lags = new StaleReads(await openStore(options.stateFile, seedState));
  const store = lags.watchStore();
  const mfa = new MfaCodes({ codes: options.mfaCodes, reuse: options.mfaReuse });
  const requests: SandboxRequest[] = [];
  const service = new Service({
    store,
    now,
    anySignatureAge: options.anySignatureAge,
    mfa,
    pageSize: options.pageSize,
    onRequest: options.onRequest,
    buckets: options.requestLimits ? new RequestBuckets() : null,
    record: (request) => {
      requests.push(request);
      if (requests.length > MAX_REQUESTS) requests.shift();
    },
  });
  const faults = new FaultInjector(service, lags, now);
  const http = await startHttpServer({
    port: options.port ?? 0,
    now,
    handle: (request, gone) => faults.handle(request, gone),
  });
  const setFaults = (plan: unknown) => faults.setPlan(plan, http);
  await setFaults(options.faults ?? []).catch(async (error: unknown) => {
    await http.close();
    throw error;
  });
  const endpoint = `http://127.0.0.1:${http.port}`;
  const keys = listSandboxKeys();
  return {
    endpoint,
    region: SEED_REGION,
    keys,
    roles: listSandboxRoles(),
    mfaDevices: MFA_DEVICES,
    webIdentityToken: WEB_IDENTITY_TOKEN,
    environment: () => buildEnvironment(endpoint, keys.admin),
    requests,
    connections: http.connections,
    now,
    advanceClock: (seconds) => clock.advance(seconds),
    setFaults,
    resources: async (name = SEED_REGION) => resourcesOf((await store.read()).regions[name]),
    setResources: (lists, name = SEED_REGION) =>
      store.change(({ regions }) => {
        const region = (regions[name] ??= emptyRegion(name));
        region.resources = { ...region.resources, ...structuredClone(lists) };
      }),
    changeState: (change) => store.change(change),
    state: () => store.read(),
    reset: () => {
      mfa.reset();
      return store.reset();
    },
    close: http.close,
  };
}
