import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedId } from '#sandbox/seed/ids.ts';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.setFaults([]));
afterAll(() => sandbox.close());

function ask(FunctionName: string, key: keyof Sandbox['keys'] = 'admin', Qualifier?: string) {
  const { endpoint, region, keys } = sandbox;
  const lambda = new LambdaClient({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
  return lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
}

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function';

describe('GetFunctionConfiguration', () => {
  it('tells a function with its VPC, by whatever name', async () => {
    const names = ['nightly-report', `${ARN}:nightly-report`, '123456789012:function:nightly-report'];
    for (const name of [...names, 'nightly-report:$LATEST', `${ARN}:nightly-report:$LATEST`]) {
      expect(await ask(name)).toMatchObject({
        FunctionName: 'nightly-report',
        FunctionArn: `${ARN}:nightly-report`,
        VpcConfig: {
          VpcId: fixedId('vpc', 'production'),
          SecurityGroupIds: [fixedId('sg', 'build-runners')],
          SubnetIds: [fixedId('subnet', 'production/private')],
        },
      });
    }
    expect(sandbox.requests.at(-1)).toMatchObject({
      service: 'lambda',
      region: 'us-east-1',
      errorCode: null,
    });
  });

  it('tells one that runs outside of every VPC', async () => {
    const found = await ask('hello', 'admin', '$LATEST');
    expect(found).toMatchObject({ FunctionName: 'hello', State: 'Active' });
    expect(found.VpcConfig).toBeUndefined();
  });

  it.each([
    ['nobody', undefined, `Function not found: ${ARN}:nobody`],
    ['hello', '7', `Function not found: ${ARN}:hello:7`],
    ['hello:live', undefined, `Function not found: ${ARN}:hello:live`],
    ['210987654321:function:hello', undefined, `Function not found: ${ARN}:hello`],
    [
      'arn:aws:lambda:eu-west-1:123456789012:function:hello',
      undefined,
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
  ])('does not find %s (%s)', async (name, qualifier, message) => {
    await expect(ask(name, 'admin', qualifier)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message,
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    });
    expect(sandbox.requests.at(-1)?.errorCode).toBe('ResourceNotFoundException');
  });

  it('refuses who may not, in its own words', async () => {
    await expect(ask('nobody', 'minimal')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        `User: ${sandbox.keys.minimal.arn} is not authorized to perform: lambda:GetFunctionConfiguration on ` +
        `resource: ${ARN}:nobody because no identity-based policy allows the lambda:GetFunctionConfiguration action`,
      $metadata: { httpStatusCode: 403 },
    });
    expect(await ask('hello', 'readOnly')).toMatchObject({ FunctionName: 'hello' });
  });
});

describe('faults', () => {
  const plan = (fault: object) => sandbox.setFaults([{ action: 'GetFunctionConfiguration', fault }]);

  it.each([
    [{ kind: 'throttled' }, { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } }],
    [{ kind: 'server_error' }, { name: 'InternalError', $metadata: { httpStatusCode: 500 } }],
    [{ kind: 'expired' }, { name: 'ExpiredTokenException', $metadata: { httpStatusCode: 403 } }],
    [
      { kind: 'error', code: 'Novel', status: 418 },
      { name: 'Novel', $metadata: { httpStatusCode: 418 } },
    ],
    [{ kind: 'html' }, { $metadata: { httpStatusCode: 500 } }],
    [{ kind: 'reset', when: 'before' }, {}],
  ])('show: %j', async (fault, error) => {
    await plan(fault);
    await expect(ask('hello')).rejects.toMatchObject(error);
  });

  it('break an answer off', async () => {
    await plan({ kind: 'truncated' });
    await expect(ask('hello')).rejects.toThrow();
  });

  it('alter what is in an answer', async () => {
    const set = { VpcId: 'vpc-0other' };
    await plan({ kind: 'altered', drop: ['SecurityGroupIds', 'Runtime'], set, add: ['<new/>'] });
    const found = await ask('nightly-report');
    expect(found.VpcConfig).toMatchObject({ VpcId: 'vpc-0other' });
    expect(found.VpcConfig).not.toHaveProperty('SecurityGroupIds');
    expect(found.Runtime).toBeUndefined();
  });
});
