import {
  type EndpointSettings,
  fixedEndpoint,
  readEndpointSettings,
} from '#aws/shared-files/profile-endpoints.ts';
import type { AccessRequest, AwsSettings } from '#aws/settings.ts';
import { awsProfileInForce, awsProfileOf, type RegionInputs } from './region.ts';

/**
 * How the services are reached with the credentials of a call: as the profile says that they come from, and no other one.
 * Keys that were handed over belong to no profile, so that only one that the call names beside them may send them to
 * another address; how connections are made (certificates, FIPS) the profile in force says all the same.
 *
 * @throws WhitelistError `invalid_input`
 */
export function chooseEndpoints(
  request: AccessRequest,
  { sandbox }: Pick<AwsSettings, 'sandbox'>,
  { files, answer, ...chosen }: RegionInputs,
): EndpointSettings {
  if (sandbox) return fixedEndpoint(sandbox.endpoint);
  const named = awsProfileOf(request, chosen);
  const isHandedOver = request.credentials !== null || answer?.kind === 'keys';
  const profile = files.profiles.get(named ?? awsProfileInForce());
  return readEndpointSettings(profile, files, { hasEndpoints: named !== null || !isHandedOver });
}
