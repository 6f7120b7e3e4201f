import { type Action, type Call, resourceArn } from '#sandbox/auth/call.ts';
import { ServiceError, truncateEcho } from '#sandbox/protocol/errors.ts';
import { requiredText, text } from '#sandbox/protocol/query.ts';
import { type LambdaFunction, resourcesOf } from '#sandbox/state/resources.ts';
import type { XmlNode } from '#sandbox/protocol/xml.ts';

/** A name; the account's number and a name; an ARN. Each may have a version or alias at its end. */
const NAME =
  /^(?:arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:|(\d{12}):function:|function:)?([A-Za-z0-9_-]{1,64})(?::(\$LATEST|[A-Za-z0-9_-]+))?$/;

interface RequestedFunction {
  name: string;
  region: string;
  account: string;
  qualifier: string | undefined;
}

function parseFunctionName(call: Call): RequestedFunction | null {
  const [, region, account, bare, name, end] = NAME.exec(requiredText(call.params, 'FunctionName')) ?? [];
  if (name === undefined) return null;
  return {
    name,
    region: region ?? call.regionName,
    account: account ?? bare ?? call.state.accountId,
    qualifier: text(call.params, 'Qualifier') ?? end,
  };
}

function functionArn(call: Call, name: string, qualifier?: string): string {
  return resourceArn(call, 'lambda', `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`);
}

function readFunctionName(call: Call): RequestedFunction {
  const requested = parseFunctionName(call);
  if (requested === null) {
    const value = truncateEcho(requiredText(call.params, 'FunctionName'));
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${value}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME.source}`,
    );
  }
  if (requested.region !== call.regionName) {
    const message = `Functions from '${requested.region}' are not reachable in this region ('${call.regionName}')`;
    throw new ServiceError('ResourceNotFoundException', message, 404);
  }
  return requested;
}

function createConfiguration(call: Call, { name, vpc }: LambdaFunction): XmlNode {
  return {
    FunctionName: name,
    FunctionArn: functionArn(call, name),
    Runtime: 'nodejs22.x',
    Role: `arn:aws:iam::${call.state.accountId}:role/service-role/${name}`,
    Handler: 'index.handler',
    CodeSize: 1024,
    Timeout: 30,
    MemorySize: 256,
    LastModified: '2026-01-05T10:00:00.000+0000',
    Version: '$LATEST',
    // A function outside of every VPC does not have the member at all.
    ...(vpc !== undefined && {
      VpcConfig: {
        SubnetIds: vpc.subnetIds,
        SecurityGroupIds: vpc.groups,
        VpcId: vpc.vpcId,
        Ipv6AllowedForDualStack: false,
      },
    }),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['arm64'],
  };
}

/** `GetFunctionConfiguration`. There are no versions here but the latest. */
export const getConfiguration: Action = {
  writes: false,
  requiredPermissions: (call) => {
    const resource = functionArn(call, parseFunctionName(call)?.name ?? '*');
    return [{ action: 'lambda:GetFunctionConfiguration', resource }];
  },
  run: (call) => {
    const { name, account, qualifier } = readFunctionName(call);
    const found = resourcesOf(call.region).functions.find((one) => one.name === name);
    const isHere = account === call.state.accountId && (qualifier === undefined || qualifier === '$LATEST');
    if (found !== undefined && isHere) return createConfiguration(call, found);
    const message = `Function not found: ${functionArn(call, name, qualifier)}`;
    throw new ServiceError('ResourceNotFoundException', message, 404);
  },
};
