import { type Action, type Call, resourceArn } from '#sandbox/auth/call.ts';
import { ServiceError } from '#sandbox/protocol/errors.ts';
import { text } from '#sandbox/protocol/query.ts';
import { resourcesOf } from '#sandbox/state/resources.ts';

const SERVICE = 'vpc';
const RULES_PER_GROUP = 'L-0EA8095F';

function readCode({ params }: Call, name: string): string {
  const value = text(params, name);
  if (value !== undefined) return value;
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const message = `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  throw new ServiceError('ValidationException', message);
}

function noSuchResource(what: string): ServiceError {
  const message = `The request failed because the specified ${what} does not exist.`;
  return new ServiceError('NoSuchResourceException', message);
}

/** `GetServiceQuota`: of all quotas the one that is about rules. It holds what EC2 keeps to. */
export const getServiceQuota: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'servicequotas:GetServiceQuota', resource: '*', shown: null }],
  run: (call) => {
    const ServiceCode = readCode(call, 'ServiceCode');
    const QuotaCode = readCode(call, 'QuotaCode');
    // The codes are case-sensitive.
    if (ServiceCode !== SERVICE) throw noSuchResource('service');
    if (QuotaCode !== RULES_PER_GROUP) throw noSuchResource('quota');
    return {
      Quota: {
        ServiceCode,
        ServiceName: 'Amazon Virtual Private Cloud (Amazon VPC)',
        QuotaArn: resourceArn(call, 'servicequotas', `${ServiceCode}/${QuotaCode}`),
        QuotaCode,
        QuotaName: 'Inbound or outbound rules per security group',
        Value: resourcesOf(call.region).rulesPerGroup,
        Unit: 'None',
        Adjustable: true,
        GlobalQuota: false,
        QuotaAppliedAtLevel: 'ACCOUNT',
      },
    };
  },
};
