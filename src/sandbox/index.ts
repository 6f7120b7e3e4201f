import { startHttp } from './http.ts';
import { SEED_KEYS } from './keys.ts';
import { openStore } from './open-store.ts';
import { SEED_REGION, seedState } from './seed.ts';
import { type SandboxRequest, Service } from './service.ts';
import type { KeyRecord } from './state.ts';

export { SandboxError } from './errors.ts';
export type { SandboxRequest } from './service.ts';

export interface SandboxOptions {
  /** TCP port on 127.0.0.1. Default 0: any free one. */
  port?: number;
  /** JSON file that keeps the state; made from the seed when missing, shared with other sandboxes. Absent: memory. */
  stateFile?: string;
  /** The sandbox's clock, for signatures and expiry. Default: the real one. */
  now?: () => Date;
  /** Most items in one page of a Describe answer, also when the caller asks for more. Default: no such limit. */
  pageSize?: number;
  /** Called as each request arrives, before it is looked at; the answer waits for the returned promise. */
  onRequest?: (request: SandboxRequest) => void | Promise<void>;
}

export interface SandboxKey {
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Only temporary keys have one. */
  sessionToken?: string;
  arn: string;
}

export interface SandboxKeys {
  /** May do everything. */
  admin: SandboxKey;
  /** Has the written guide's minimal policy and nothing more. */
  minimal: SandboxKey;
  /** May describe, not change. */
  readOnly: SandboxKey;
  /** A temporary key that may do everything; it does not expire. */
  session: SandboxKey;
  /** The example key out of the guide's request template, with the minimal policy. Its token may be left out. */
  guide: SandboxKey;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  /** The region that holds most of the seed: `us-east-1`. */
  region: string;
  keys: SandboxKeys;
  /**
   * Environment variables with which any AWS tool uses the sandbox as its administrator. An `AWS_PROFILE` from
   * elsewhere would win over them and has to be unset.
   */
  environment(): Record<string, string>;
  /** The requests so far, oldest first, refused ones included; the latest 10,000 are kept. */
  requests: readonly SandboxRequest[];
  /** TCP connections accepted so far. */
  connections: () => number;
  /** Back to the seed; requests and connections already counted stay. */
  reset(): Promise<void>;
  /** Ends at once, requests under way included. */
  close(): Promise<void>;
}

const MOST_REQUESTS = 10_000;

function publicKey(name: string, { accessKeyId, secretAccessKey, sessionToken, arn }: KeyRecord): SandboxKey {
  const key = { name, accessKeyId, secretAccessKey, arn };
  return sessionToken === undefined ? key : { ...key, sessionToken };
}

function publicKeys(): SandboxKeys {
  return {
    admin: publicKey('admin', SEED_KEYS.admin),
    minimal: publicKey('minimal', SEED_KEYS.minimal),
    readOnly: publicKey('readOnly', SEED_KEYS.readOnly),
    session: publicKey('session', SEED_KEYS.session),
    guide: publicKey('guide', SEED_KEYS.guide),
  };
}

function environment(endpoint: string, key: SandboxKey): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    // A token left over from other credentials would spoil these; every tool takes an empty one for none.
    AWS_SESSION_TOKEN: '',
    AWS_REGION: SEED_REGION,
    AWS_DEFAULT_REGION: SEED_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * Starts an AWS endpoint of our own on the loopback interface: the security-group part of EC2, and STS, with
 * signatures, policies, quotas and errors as AWS documents them, and a small account to try things on.
 *
 * @throws SandboxError when the port is taken or the state file is damaged, with the file's name
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? (() => new Date());
  const store = await openStore(options.stateFile, seedState);
  const requests: SandboxRequest[] = [];
  const service = new Service({
    store,
    now,
    pageSize: options.pageSize,
    onRequest: options.onRequest,
    record: (request) => {
      requests.push(request);
      if (requests.length > MOST_REQUESTS) requests.shift();
    },
  });
  const http = await startHttp({
    port: options.port ?? 0,
    now,
    handle: (request) => service.handle(request),
  });
  const endpoint = `http://127.0.0.1:${http.port}`;
  const keys = publicKeys();
  return {
    endpoint,
    region: SEED_REGION,
    keys,
    environment: () => environment(endpoint, keys.admin),
    requests,
    connections: http.connections,
    reset: () => store.reset(),
    close: http.close,
  };
}
