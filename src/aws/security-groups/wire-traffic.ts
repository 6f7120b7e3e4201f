import type { IpPermission } from '@aws-sdk/client-ec2';
import { hasPorts, hasTypes, type Protocol } from '#core/network/protocol.ts';
import type { Traffic } from '#core/network/traffic.ts';

/** EC2's own name of a protocol; -1 is every one (EC2 API, IpPermission.IpProtocol). */
function wireProtocol(protocol: Protocol): string {
  return protocol === 'all' ? '-1' : protocol;
}

/** What kind of traffic a rule is about, as EC2 takes it. */
export const wireTraffic = (traffic: Traffic): Pick<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'> => ({
  IpProtocol: wireProtocol(traffic.protocol),
  ...wirePorts(traffic),
});

function wirePorts({ protocol, ports }: Traffic): Pick<IpPermission, 'FromPort' | 'ToPort'> {
  if (hasTypes(protocol)) return { FromPort: ports?.from ?? -1, ToPort: ports?.to ?? -1 };
  if (hasPorts(protocol)) return { FromPort: ports?.from ?? 0, ToPort: ports?.to ?? 65535 };
  return {};
}
