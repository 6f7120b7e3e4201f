import type { Connections } from '#aws/http/connections.ts';
import type { EndpointSettings } from '#aws/shared-files/profile-endpoints.ts';

type RequestHandler = Connections['requestHandler'];

/** AWS's hosts of the services that the SDK signs in with, and their ids. */
const SIGN_IN_HOSTS: readonly (readonly [host: RegExp, serviceId: string])[] = [
  [/^portal\.sso\b/, 'SSO'],
  [/^oidc\b/, 'SSO OIDC'],
  [/\bsignin\b/, 'Signin'],
];

/**
 * What the SDK makes its own clients for sign-ins with. It has no setting for the endpoint of one of them, so a request
 * to AWS's host goes to the profile's; none of them is signed with the host.
 */
export function signInClientConfig({ requestHandler }: Connections, endpoints: EndpointSettings) {
  const handle: RequestHandler['handle'] = (request, options) => {
    const serviceId = SIGN_IN_HOSTS.find(([host]) => host.test(request.hostname))?.[1];
    const endpoint = serviceId === undefined ? undefined : endpoints.endpointFor(serviceId);
    if (endpoint === undefined) return requestHandler.handle(request, options);
    const { protocol, hostname, port, pathname, host } = new URL(endpoint);
    const copy = request.clone();
    copy.protocol = protocol;
    copy.hostname = hostname;
    if (port === '') delete copy.port;
    else copy.port = Number(port);
    copy.path = `${pathname.replace(/\/$/, '')}${request.path}`;
    copy.headers['host'] = host;
    return requestHandler.handle(copy, options);
  };
  return {
    requestHandler: { ...requestHandler, handle },
    useFipsEndpoint: endpoints.useFips,
    useDualstackEndpoint: endpoints.useDualstack,
    ignoreConfiguredEndpointUrls: endpoints.isIgnored,
  };
}
