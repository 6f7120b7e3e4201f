import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

interface Asked {
  service?: string;
  quota?: string;
  key?: keyof Sandbox['keys'];
  region?: string;
}

async function ask({
  service = 'vpc',
  quota = 'L-0EA8095F',
  key = 'admin',
  region = sandbox.region,
}: Asked = {}) {
  const { endpoint, keys } = sandbox;
  const quotas = new ServiceQuotasClient({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
  const command = new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: quota });
  return (await quotas.send(command)).Quota;
}

it('tells the quota of rules per group', async () => {
  expect(await ask()).toMatchObject({
    QuotaArn: 'arn:aws:servicequotas:us-east-1:123456789012:vpc/L-0EA8095F',
    QuotaName: 'Inbound or outbound rules per security group',
    Value: 60,
    Adjustable: true,
  });
  expect(sandbox.requests.at(-1)).toMatchObject({ service: 'servicequotas', action: 'GetServiceQuota' });
});

it("tells a region's own figure", async () => {
  await sandbox.setResources({ rulesPerGroup: 120 });
  await sandbox.setResources({ rulesPerGroup: 80 }, 'eu-north-1');
  const values = [ask(), ask({ region: 'eu-north-1' }), ask({ region: 'eu-west-1' })];
  expect((await Promise.all(values)).map((quota) => quota?.Value)).toEqual([120, 80, 60]);
});

it('does not know other services and quotas', async () => {
  const name = 'NoSuchResourceException';
  await expect(ask({ service: 'VPC' })).rejects.toMatchObject({
    name,
    message: 'The request failed because the specified service does not exist.',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(ask({ quota: 'L-00000000' })).rejects.toMatchObject({ name });
});

it('refuses who may not', async () => {
  await expect(ask({ key: 'minimal' })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(
      /user\/minimal is not authorized to perform: servicequotas:GetServiceQuota because/,
    ),
    $metadata: { httpStatusCode: 400 },
  });
  expect(await ask({ key: 'readOnly' })).toMatchObject({ Value: 60 });
});
