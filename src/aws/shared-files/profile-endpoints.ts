import { WhitelistError } from '#core/errors/errors.ts';
import { type AwsProfile, type SharedFiles, showProfile } from './shared-files.ts';

/** How the clients of one call reach AWS's services, by one profile's settings and the environment's. */
export interface EndpointSettings {
  /**
   * Where a service is, if not at AWS's own address.
   *
   * @param serviceId - AWS's id of the service: `EC2`, `Elastic Load Balancing v2`.
   * @throws WhitelistError `config_error` for what is no address
   */
  readonly endpointFor: (serviceId: string) => string | undefined;
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  /** What configured endpoints there are is ignored. */
  readonly isIgnored: boolean;
  /** Null: Node's own certificate authorities. */
  readonly caBundle: CaBundle | null;
}

/** A file with the certificate authorities to trust in place of Node's own. */
export interface CaBundle {
  readonly path: string;
  /** Which setting names it. */
  readonly from: 'AWS_CA_BUNDLE' | 'ca_bundle';
}

type Env = Readonly<Record<string, string | undefined>>;

/** Everything goes to one address, whatever environment and files say. */
export const fixedEndpoint = (endpoint: string): EndpointSettings => ({
  endpointFor: () => endpoint,
  useFips: false,
  useDualstack: false,
  isIgnored: false,
  caBundle: null,
});

/**
 * The settings that the AWS CLI would take with `--profile`: for each, the environment's value before the profile's, and
 * for an endpoint that of the service before the one for all.
 *
 * @param profile - The one whose credentials are used.
 * @param hasEndpoints - Whether the endpoints that it sets count too.
 */
export function readEndpointSettings(
  profile: AwsProfile | undefined,
  { services }: SharedFiles,
  { hasEndpoints, env = process.env }: { readonly hasEndpoints: boolean; readonly env?: Env },
): EndpointSettings {
  const setting = (variable: string, key: string) => env[variable]?.trim() || profile?.values.get(key);
  const isOn = (variable: string, key: string) => setting(variable, key)?.toLowerCase() === 'true';
  const isIgnored = isOn('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls');
  return {
    useFips: isOn('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstack: isOn('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
    isIgnored,
    caBundle: readCaBundle(profile, env),
    endpointFor(serviceId) {
      if (isIgnored) return undefined;
      const service = serviceId.replaceAll(/[ -]/g, '_');
      const variable = [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, 'AWS_ENDPOINT_URL'].find(
        (one) => env[one],
      );
      if (variable !== undefined) return checkAddress(env[variable] ?? '', variable);
      return profile && hasEndpoints ? profileEndpoint(profile, service.toLowerCase(), services) : undefined;
    },
  };
}

function readCaBundle(profile: AwsProfile | undefined, env: Env): CaBundle | null {
  if (env['AWS_CA_BUNDLE']) return { path: env['AWS_CA_BUNDLE'], from: 'AWS_CA_BUNDLE' };
  const path = profile?.values.get('ca_bundle');
  return path ? { path, from: 'ca_bundle' } : null;
}

function profileEndpoint(
  profile: AwsProfile,
  service: string,
  services: SharedFiles['services'],
): string | undefined {
  const name = profile.values.get('services');
  const section = name ? services.get(name) : undefined;
  if (name && !section)
    throw new WhitelistError(
      'config_error',
      `The AWS profile ${showProfile(profile.name)} names the services ${showProfile(name)} (${profile.whereIs('services')}), and there is no [services ${showProfile(name)}] in the AWS config file.`,
      { guidance: ['Correct the name, add that section, or remove the line.'] },
    );
  const own = section?.get(service)?.get('endpoint_url');
  if (own) return checkAddress(own, `endpoint_url of ${service} in [services ${showProfile(name ?? '')}]`);
  const general = profile.values.get('endpoint_url');
  return general
    ? checkAddress(
        general,
        `endpoint_url of the AWS profile ${showProfile(profile.name)} (${profile.whereIs('endpoint_url')})`,
      )
    : undefined;
}

/** An address may hold a name and a password, so it is not repeated. */
function checkAddress(address: string, from: string): string {
  const text = address.trim();
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new WhitelistError('config_error', `${from} is no address of a service.`, {
    guidance: ['Give it as in http://127.0.0.1:4566, or unset it.'],
  });
}
