import { beforeEach, describe, expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MfaCodes } from '#sandbox/auth/mfa.ts';
import { openStore } from '#sandbox/state/open-store.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import { type SandboxRequest, Service } from './service.ts';
import { type SignedCall, signedRequest } from '#test/support/sandbox/service-harness.ts';

const PATH = '/2015-03-31/functions/hello/configuration';
const TARGET = { 'x-amz-target': 'ServiceQuotasV20190624.GetServiceQuota' };

let service: Service;
let requests: SandboxRequest[];

beforeEach(async () => {
  requests = [];
  service = new Service({
    store: await openStore(undefined, seedState),
    now: () => new Date(),
    mfa: new MfaCodes(),
    pageSize: undefined,
    onRequest: undefined,
    record: (request) => requests.push(request),
  });
});

async function ask(call: Partial<SignedCall>) {
  const reply = await service.handle(signedRequest({ key: SEED_KEYS.admin, params: {}, ...call }));
  const { status, headers, type } = reply;
  const body = JSON.parse(reply.body) as unknown;
  return { status, code: headers?.['x-amzn-errortype'], type, body };
}

const lambda = (wire: SignedCall['wire'], more: Partial<SignedCall> = {}) =>
  ask({ service: 'lambda', wire: { method: 'GET', path: PATH, body: '', ...wire }, ...more });

const quotas = (wire: SignedCall['wire'], more: Partial<SignedCall> = {}) =>
  ask({ service: 'servicequotas', wire: { headers: TARGET, ...wire }, ...more });

const unsigned: SignedCall['tamper'] = (request) => {
  const headers = new Map(request.headers);
  headers.delete('authorization');
  return { ...request, headers };
};

const { sessionToken: _, ...tokenless } = SEED_KEYS.session;

const STRANGERS: [string, Partial<SignedCall>, string][] = [
  ['no signature', { tamper: unsigned }, 'MissingAuthenticationTokenException'],
  ['an unknown key', { key: { ...SEED_KEYS.admin, accessKeyId: 'AKIAQ' } }, 'UnrecognizedClientException'],
  ['no token', { key: tokenless }, 'UnrecognizedClientException'],
  [
    'a wrong secret',
    { key: { ...SEED_KEYS.admin, secretAccessKey: 'x'.repeat(40) } },
    'InvalidSignatureException',
  ],
  ['a wrong clock', { at: new Date('2026-01-01T00:00:00Z') }, 'InvalidSignatureException'],
  ['an unknown region', { region: 'mars-north-1' }, 'InvalidSignatureException'],
];

describe('a service that is asked by path', () => {
  it('answers in JSON', async () => {
    const { status, type, body } = await lambda({});
    expect([status, type]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({ FunctionName: 'hello' });
    expect(requests).toMatchObject([
      { service: 'lambda', action: 'GetFunctionConfiguration', errorCode: null },
    ]);
  });

  it.each(STRANGERS)('refuses %s with 403', async (_name, call, code) => {
    expect(await lambda({}, call)).toMatchObject({
      status: 403,
      code,
      body: { message: expect.any(String) },
    });
  });

  it.each([
    ['another path', { path: '/2015-03-31/functions/hello/code' }],
    ['another method', { method: 'POST' }],
    ['another version', { path: '/2014-11-13/functions/hello/configuration' }],
  ])('does not know %s', async (_name, wire) => {
    expect(await lambda(wire)).toMatchObject({ status: 404, code: 'UnknownOperationException' });
  });

  it('reads a name in any encoding, and refuses what is none', async () => {
    const of = (name: string) => lambda({ path: `/2015-03-31/functions/${name}/configuration` });
    expect(await of('%68ello')).toMatchObject({ status: 200 });
    expect(await of('a%20b')).toMatchObject({ status: 400, code: 'ValidationException' });
    expect(await of('%E0%A4%A')).toMatchObject({ status: 400, code: 'InvalidRequestContentException' });
  });
});

describe('a service that is asked by header', () => {
  const body = JSON.stringify({ ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' });

  it('answers in JSON', async () => {
    const answer = await quotas({ body });
    expect(answer).toMatchObject({ status: 200, type: 'application/x-amz-json-1.1' });
    expect(answer.body).toMatchObject({ Quota: { Value: 60 } });
    expect(requests).toMatchObject([{ service: 'servicequotas', action: 'GetServiceQuota' }]);
  });

  it.each(STRANGERS)('refuses %s with 400', async (_name, call, __type) => {
    expect(await quotas({ body }, call)).toMatchObject({
      status: 400,
      body: { __type, message: expect.any(String) },
    });
  });

  it('does not know another action, or none', async () => {
    for (const headers of [{}, { 'x-amz-target': 'ServiceQuotasV20190624.ListServices' }]) {
      expect(await quotas({ body, headers })).toMatchObject({
        status: 400,
        body: { __type: 'UnknownOperationException' },
      });
    }
  });

  it.each(['{', '[]', 'null', '"vpc"'])('refuses %s, which is no object', async (text) => {
    expect(await quotas({ body: text })).toMatchObject({
      status: 400,
      body: { __type: 'SerializationException' },
    });
  });

  it('takes nothing but plain values', async () => {
    expect(await quotas({ body: '{"ServiceCode": ["vpc"], "QuotaCode": {}}' })).toMatchObject({
      body: { __type: 'ValidationException', Message: expect.stringContaining("'serviceCode'") },
    });
    expect(await quotas({ body: '' })).toMatchObject({ body: { __type: 'ValidationException' } });
  });
});
