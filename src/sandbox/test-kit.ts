import type { SandboxKey } from './index.ts';
import { type WireRequest, signatureOf } from './sigv4.ts';

export interface SignedCall {
  key: Pick<SandboxKey, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;
  params: Record<string, string>;
  service?: string;
  region?: string;
  at?: Date;
  /** Changed after signing. */
  tamper?: ((request: WireRequest) => WireRequest) | undefined;
}

/** A request signed by hand, for what no SDK would ever send. */
export function signedRequest({ key, params, tamper, ...rest }: SignedCall): WireRequest {
  const { service = 'ec2', region = 'us-east-1', at = new Date() } = rest;
  const timestamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = new Map([
    ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['host', 'sandbox.test'],
    ['x-amz-date', timestamp],
  ]);
  if (key.sessionToken !== undefined) headers.set('x-amz-security-token', key.sessionToken);
  const body = Buffer.from(new URLSearchParams(params).toString());
  const request: WireRequest = { method: 'POST', path: '/', query: '', headers, body };
  const signedHeaders = [...headers.keys()].sort();
  const scope = { day: timestamp.slice(0, 8), region, service, timestamp, signedHeaders };
  const signature = signatureOf(request, scope, key.secretAccessKey);
  const credential = `${key.accessKeyId}/${scope.day}/${region}/${service}/aws4_request`;
  headers.set(
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  );
  return tamper === undefined ? request : tamper(request);
}

/** The text of an answer's first element of this name, or `null`. */
export function element(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;
}
