import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TargetName } from '#core/targets/target.ts';
import { INSIDE_RETRIES } from '#aws/request/attempt-tracker.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds } from './wire.ts';

/** What Lambda takes for a name; anything else is none of its functions'. */
const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Functions of Lambda, by name or ARN, which may name a version. Nothing of the answer but name and groups is looked
 * at: it holds the function's environment too. A module of its own, since the client is loaded only for this.
 */
export async function findFunctions(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const isNamed = name.kind === 'arn' || (name.kind === 'name' && FUNCTION_NAME.test(name.name));
  if (!isNamed) return { targets: [], names: [] };
  const { ask, region, settings, middleware } = aws;
  const client = new LambdaClient(settings);
  client.middlewareStack.add(middleware, INSIDE_RETRIES);
  const pages = await ask({
    action: 'lambda:GetFunctionConfiguration',
    request: (_mark, o) => client.send(new GetFunctionConfigurationCommand({ FunctionName: name.text }), o),
    absent: ['ResourceNotFoundException'],
  });
  const targets = (pages ?? []).map(({ FunctionName, VpcConfig }) => ({
    kind: 'function' as const,
    id: required(FunctionName, 'the name of a function'),
    name: null,
    groups: parseGroupIds(VpcConfig?.SecurityGroupIds),
    port: null,
    // It is called through Lambda's own address, never at the one that it has in a VPC.
    reachable: 'private' as const,
    region,
  }));
  return { targets, names: [] };
}
