import { ServiceError } from '#sandbox/protocol/errors.ts';
import { IAM_ACTIONS } from '#sandbox/iam/actions.ts';
import { LAMBDA_PATHS, parseLambdaRequest } from '#sandbox/lambda/routes.ts';
import { type Params, parseForm, text } from '#sandbox/protocol/query.ts';
import { type ServiceName, dialectOf, isService } from '#sandbox/protocol/services.ts';
import { type Authorization, type WireRequest, readAuthorization } from '#sandbox/auth/sigv4.ts';
import { STS_ACTIONS, STS_UNSIGNED_ACTIONS } from '#sandbox/sts/actions.ts';

/** What a request asks, of whom, and who signed it. */
export interface ParsedRequest {
  params: Params;
  /** Empty where the request has none. */
  action: string;
  auth: Authorization | 'incomplete' | null;
  service: ServiceName;
}

const QUOTA_TARGET = /^ServiceQuotasV20190624\.(\w+)$/;

/** The service as the outside of a request tells it; `null`: only its action can. */
function serviceFromEnvelope(request: WireRequest, auth: ParsedRequest['auth']): ServiceName | null {
  // The signature's scope decides; only without one does the request have to tell.
  if (auth !== null && auth !== 'incomplete' && isService(auth.service)) return auth.service;
  if (QUOTA_TARGET.test(request.headers.get('x-amz-target') ?? '')) return 'servicequotas';
  return request.path.startsWith(LAMBDA_PATHS) ? 'lambda' : null;
}

function serviceOfAction(action: string): ServiceName {
  if (IAM_ACTIONS.has(action)) return 'iam';
  return STS_ACTIONS.has(action) || STS_UNSIGNED_ACTIONS.has(action) ? 'sts' : 'ec2';
}

function readForm(request: WireRequest): string {
  if (request.method === 'GET') return request.query;
  const type = request.headers.get('content-type') ?? '';
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  return isForm ? Buffer.from(request.body).toString('utf8') : '';
}

function parseJsonBody(request: WireRequest): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Refused like any other text that is no object.
  }
  throw new ServiceError('SerializationException', 'The request is no JSON object');
}

/** What the members of a JSON object say, as far as they are plain values. */
function readJsonMembers(request: WireRequest): Params {
  const plain = Object.entries(parseJsonBody(request)).flatMap(([name, value]: [string, unknown]) => {
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    return isPlain ? [[name, String(value)] as const] : [];
  });
  return new Map(plain);
}

function readParams(
  service: ServiceName | null,
  request: WireRequest,
): Pick<ParsedRequest, 'params' | 'action'> {
  const dialect = service === null ? 'query' : dialectOf(service);
  if (dialect === 'rest') return parseLambdaRequest(request);
  if (dialect === 'json') {
    const [, action = ''] = QUOTA_TARGET.exec(request.headers.get('x-amz-target') ?? '') ?? [];
    return { action, params: readJsonMembers(request) };
  }
  const params = parseForm(readForm(request));
  return { params, action: text(params, 'Action') ?? '' };
}

/** @throws ServiceError for what cannot be read */
export function parseRequest(request: WireRequest): ParsedRequest {
  const auth = readAuthorization(request.headers);
  const outside = serviceFromEnvelope(request, auth);
  const { params, action } = readParams(outside, request);
  return { params, action, auth, service: outside ?? serviceOfAction(action) };
}

/** The region and the key of a signature, as far as there is one. */
export function getSigner(auth: ParsedRequest['auth']): { region: string; accessKeyId: string | null } {
  if (auth === null || auth === 'incomplete') return { region: '', accessKeyId: null };
  return { region: auth.region, accessKeyId: auth.accessKeyId };
}

/** To whom a request speaks, as far as it can be read. */
export function identifyRequest(request: WireRequest): {
  service: ServiceName;
  action: string;
  accessKeyId: string | null;
} {
  const auth = readAuthorization(request.headers);
  const { accessKeyId } = getSigner(auth);
  try {
    const { service, action } = parseRequest(request);
    return { service, action, accessKeyId };
  } catch {
    return { service: serviceFromEnvelope(request, auth) ?? 'ec2', action: '', accessKeyId };
  }
}
