import { Clock } from '#sandbox/clock.ts';
import type { SandboxKey } from '#sandbox/index.ts';
import { MfaCodes, type MfaOptions } from '#sandbox/auth/mfa.ts';
import { openStore } from '#sandbox/state/open-store.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import { type SandboxRequest, Service } from '#sandbox/service.ts';
import { type WireRequest, computeSignature } from '#sandbox/auth/sigv4.ts';
import type { State } from '#sandbox/state/state.ts';

export interface SignedCall {
  key: Pick<SandboxKey, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;
  params: Record<string, string>;
  service?: string;
  region?: string;
  at?: Date;
  /** Where it is sent. Default: a name that nobody has. */
  host?: string;
  /** Of a request that is no form: what it has instead. */
  wire?: { method?: string; path?: string; query?: string; body?: string; headers?: Record<string, string> };
  /** Changed after signing. */
  tamper?: ((request: WireRequest) => WireRequest) | undefined;
}

/** A request signed by hand, for what no SDK would ever send. */
export function signedRequest({ key, params, tamper, ...rest }: SignedCall): WireRequest {
  const { service = 'ec2', region = 'us-east-1', at = new Date(), host = 'sandbox.test', wire = {} } = rest;
  const { method = 'POST', path = '/', query = '' } = wire;
  const timestamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = new Map([
    ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['host', host],
    ['x-amz-date', timestamp],
    ...Object.entries(wire.headers ?? {}),
  ]);
  if (key.sessionToken !== undefined) headers.set('x-amz-security-token', key.sessionToken);
  const body = Buffer.from(wire.body ?? new URLSearchParams(params).toString());
  const request: WireRequest = { method, path, query, headers, body };
  const signedHeaders = [...headers.keys()].sort();
  const scope = { day: timestamp.slice(0, 8), region, service, timestamp, signedHeaders };
  const signature = computeSignature(request, scope, key.secretAccessKey);
  const credential = `${key.accessKeyId}/${scope.day}/${region}/${service}/aws4_request`;
  headers.set(
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  );
  return tamper === undefined ? request : tamper(request);
}

/** The text of an answer's first element of this name, or `null`. */
export function elementText(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;
}

/** What came of one call. */
export interface CallResult {
  /** `200 ok`, or the status and AWS's code. */
  outcome: string;
  /** AWS's words; empty after success. */
  message: string;
  xml: string;
  /** The key that the answer gives; all of it empty where there is none. */
  key: Required<SignedCall['key']>;
}

export interface ServiceHarness {
  /** @param key - `null`: unsigned. @param service - Default: STS. @param region - Default: `us-east-1`. */
  call(
    key: SignedCall['key'] | null,
    params: Record<string, string>,
    service?: string,
    region?: string,
  ): Promise<CallResult>;
  requests: SandboxRequest[];
  /** Moves the clock. */
  advanceClock(seconds: number): void;
  state(): Promise<State>;
}

const START = new Date('2026-03-01T12:00:00.250Z');

/** A service with a clock of its own, asked without HTTP. @param seed - Default: the usual one. */
export async function createServiceHarness({
  seed = seedState,
  mfa = {},
}: { seed?: () => State; mfa?: MfaOptions } = {}): Promise<ServiceHarness> {
  const clock = new Clock(() => START);
  const requests: SandboxRequest[] = [];
  const store = await openStore(undefined, seed);
  const service = new Service({
    store,
    now: () => clock.now(),
    mfa: new MfaCodes(mfa),
    pageSize: undefined,
    onRequest: undefined,
    record: (request) => requests.push(request),
  });
  return {
    requests,
    advanceClock: (seconds) => clock.advance(seconds),
    state: () => store.read(),
    call: async (key, params, name = 'sts', region = 'us-east-1') => {
      const unsigned = { accessKeyId: 'AKIAUNSIGNED', secretAccessKey: '' };
      const request = signedRequest({ key: key ?? unsigned, params, service: name, region, at: clock.now() });
      const headers = new Map(request.headers);
      if (key === null) headers.delete('authorization');
      const { status, body: xml } = await service.handle({ ...request, headers });
      return {
        outcome: `${status} ${elementText(xml, 'Code') ?? 'ok'}`,
        message: elementText(xml, 'Message') ?? '',
        xml,
        key: {
          accessKeyId: elementText(xml, 'AccessKeyId') ?? '',
          secretAccessKey: elementText(xml, 'SecretAccessKey') ?? '',
          sessionToken: elementText(xml, 'SessionToken') ?? '',
        },
      };
    },
  };
}
