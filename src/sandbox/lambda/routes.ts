import { ServiceError } from '#sandbox/protocol/errors.ts';
import { type Params, parseForm } from '#sandbox/protocol/query.ts';
import type { WireRequest } from '#sandbox/auth/sigv4.ts';

/** How every path of the service begins. */
export const LAMBDA_PATHS = '/2015-03-31/';

const CONFIGURATION = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/;

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new ServiceError('InvalidRequestContentException', 'The path is not valid percent-encoded UTF-8');
  }
}

/**
 * The action that a method and a path stand for, under the name that policies have for it; empty: none.
 *
 * @throws ServiceError for what cannot be decoded
 */
export function parseLambdaRequest({ method, path, query }: WireRequest): { action: string; params: Params } {
  const [, name] = CONFIGURATION.exec(path) ?? [];
  if (method !== 'GET' || name === undefined) return { action: '', params: new Map() };
  const params = new Map([...parseForm(query), ['FunctionName', decoded(name)]]);
  return { action: 'GetFunctionConfiguration', params };
}
