import { Clock } from './clock.ts';
import { environment } from './environment.ts';
import { Faults } from './faults/faults.ts';
import { Lags } from './faults/lags.ts';
import { startHttp } from './http.ts';
import { MFA_DEVICES, MfaCodes } from './mfa.ts';
import { openStore } from './open-store.ts';
import type { SandboxOptions } from './options.ts';
import { type SandboxKeys, type SandboxRoles, publicKeys, publicRoles } from './public-names.ts';
import { SEED_REGION } from './regions.ts';
import { type Resources, resourcesOf } from './resources.ts';
import { emptyRegion, seedState } from './seed.ts';
import { type SandboxRequest, Service } from './service.ts';
import type { State } from './state.ts';
import { WEB_IDENTITY_TOKEN } from './sts/web-identity.ts';

export type { SandboxOptions } from './options.ts';
export type { SandboxKey, SandboxKeys, SandboxRoles } from './public-names.ts';
export type { Resources } from './resources.ts';
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
  wait(seconds: number): void;
  /** Begins another plan of faults, from its first call. @throws SandboxError for one that cannot be used */
  setFaults(plan: unknown): Promise<void>;
  /** What is in the groups of a region (default: `us-east-1`), past all faults. Not to be modified. */
  resources(region?: string): Promise<Readonly<Resources>>;
  /** Puts lists of resources in the place of those of a region (default: `us-east-1`). The others stay. */
  setResources(lists: Partial<Resources>, region?: string): Promise<void>;
  /** The state as it is, past all faults. Not to be modified. */
  state(): Promise<State>;
  /** Back to the seed; requests and connections already counted stay. */
  reset(): Promise<void>;
  /** Ends at once, requests under way included. */
  close(): Promise<void>;
}

const MOST_REQUESTS = 10_000;

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
  const lags = new Lags(await openStore(options.stateFile, seedState));
  const store = lags.watched();
  const mfa = new MfaCodes({ codes: options.mfaCodes, reuse: options.mfaReuse });
  const requests: SandboxRequest[] = [];
  const service = new Service({
    store,
    now,
    anySignatureAge: options.anySignatureAge,
    mfa,
    pageSize: options.pageSize,
    onRequest: options.onRequest,
    record: (request) => {
      requests.push(request);
      if (requests.length > MOST_REQUESTS) requests.shift();
    },
  });
  const faults = new Faults(service, lags, now);
  const http = await startHttp({
    port: options.port ?? 0,
    now,
    handle: (request, gone) => faults.handle(request, gone),
  });
  const setFaults = (plan: unknown) => faults.set(plan, http);
  await setFaults(options.faults ?? []).catch(async (error: unknown) => {
    await http.close();
    throw error;
  });
  const endpoint = `http://127.0.0.1:${http.port}`;
  const keys = publicKeys();
  return {
    endpoint,
    region: SEED_REGION,
    keys,
    roles: publicRoles(),
    mfaDevices: MFA_DEVICES,
    webIdentityToken: WEB_IDENTITY_TOKEN,
    environment: () => environment(endpoint, keys.admin),
    requests,
    connections: http.connections,
    now,
    wait: (seconds) => clock.wait(seconds),
    setFaults,
    resources: async (name = SEED_REGION) => resourcesOf((await store.read()).regions[name]),
    setResources: (lists, name = SEED_REGION) =>
      store.change(({ regions }) => {
        const region = (regions[name] ??= emptyRegion(name));
        region.resources = { ...region.resources, ...structuredClone(lists) };
      }),
    state: () => store.read(),
    reset: () => {
      mfa.reset();
      return store.reset();
    },
    close: http.close,
  };
}
