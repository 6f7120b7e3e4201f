import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TargetName } from '#core/targets/target.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds } from './wire.ts';

/** The form of a function's name (Lambda API reference); for any other, nothing is sent. */
const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Functions of Lambda, by name or ARN, which may name a version. Only name and groups are read of the answer, since it
 * holds the function's environment too. A module of its own, since the client is loaded only for this.
 */
export async function findFunctions(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const isNamed = name.kind === 'arn' || (name.kind === 'name' && FUNCTION_NAME.test(name.name));
  if (!isNamed) return { targets: [], names: [] };
  const FunctionName = name.kind === 'arn' ? name.text : name.name;
  const { fetchPages, region } = aws;
  const client = aws.createClient(LambdaClient);
  const pages = await fetchPages({
    action: 'lambda:GetFunctionConfiguration',
    request: (_mark, o) => client.send(new GetFunctionConfigurationCommand({ FunctionName }), o),
    absent: ['ResourceNotFoundException'],
  });
  const targets = (pages ?? []).map(({ FunctionName, VpcConfig }) => ({
    kind: 'function' as const,
    id: required(FunctionName, 'the name of a function'),
    name: null,
    groups: parseGroupIds(VpcConfig?.SecurityGroupIds),
    port: null,
    // It is called through Lambda's own endpoint, never at its address in a VPC.
    reachable: 'private' as const,
    region,
  }));
  return { targets, names: [] };
}
