import { elementText, signedRequest } from '#test/support/sandbox/service-harness.ts';
import type { AwsEndpoint } from './aws-fixture.ts';

export interface IamAnswer {
  /** `ok`, or AWS's code. */
  outcome: string;
  /** The text of the first element of that name. */
  first: (name: string) => string | null;
  xml: string;
}

/** A call of IAM. The product has no client for it, so the request is put together and signed by hand. */
export async function iamCall(
  { endpoint, keys }: Pick<AwsEndpoint, 'endpoint' | 'keys'>,
  params: Record<string, string>,
): Promise<IamAnswer> {
  const { host } = new URL(endpoint);
  const versioned = { Version: '2010-05-08', ...params };
  const { headers, body } = signedRequest({ key: keys, params: versioned, service: 'iam', host });
  const sent = [...headers].filter(([name]) => name !== 'host');
  const response = await fetch(endpoint, { method: 'POST', headers: sent, body: Buffer.from(body) });
  const xml = await response.text();
  const code = elementText(xml, 'Code') ?? `HTTP ${response.status}`;
  return { outcome: response.ok ? 'ok' : code, first: (name) => elementText(xml, name), xml };
}
