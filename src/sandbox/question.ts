import { ServiceError } from './errors.ts';
import { IAM_ACTIONS } from '#sandbox/iam/actions.ts';
import { LAMBDA_PATHS, lambdaQuestion } from '#sandbox/lambda/routes.ts';
import { type Params, parseForm, text } from './query.ts';
import { type ServiceName, dialectOf, isService } from './services.ts';
import { type Authorization, type WireRequest, readAuthorization } from '#sandbox/auth/sigv4.ts';
import { STS_ACTIONS, STS_OPEN_ACTIONS } from '#sandbox/sts/actions.ts';

/** What a request asks, of whom, and who signed it. */
export interface Question {
  params: Params;
  /** Empty where the request has none. */
  action: string;
  auth: Authorization | 'incomplete' | null;
  service: ServiceName;
}

const TARGET = /^ServiceQuotasV20190624\.(\w+)$/;

/** The service as the outside of a request tells it; `null`: only its action can. */
function serviceOutside(request: WireRequest, auth: Question['auth']): ServiceName | null {
  // The signature's scope decides; only without one does the request have to tell.
  if (auth !== null && auth !== 'incomplete' && isService(auth.service)) return auth.service;
  if (TARGET.test(request.headers.get('x-amz-target') ?? '')) return 'servicequotas';
  return request.path.startsWith(LAMBDA_PATHS) ? 'lambda' : null;
}

function serviceOfAction(action: string): ServiceName {
  if (IAM_ACTIONS.has(action)) return 'iam';
  return STS_ACTIONS.has(action) || STS_OPEN_ACTIONS.has(action) ? 'sts' : 'ec2';
}

function formOf(request: WireRequest): string {
  if (request.method === 'GET') return request.query;
  const type = request.headers.get('content-type') ?? '';
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  return isForm ? Buffer.from(request.body).toString('utf8') : '';
}

function jsonOf(request: WireRequest): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Refused like any other text that is no object.
  }
  throw new ServiceError('SerializationException', 'The request is no JSON object');
}

/** What the members of a JSON object say, as far as they are plain values. */
function membersOf(request: WireRequest): Params {
  const plain = Object.entries(jsonOf(request)).flatMap(([name, value]: [string, unknown]) => {
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    return isPlain ? [[name, String(value)] as const] : [];
  });
  return new Map(plain);
}

function readIn(service: ServiceName | null, request: WireRequest): Pick<Question, 'params' | 'action'> {
  const dialect = service === null ? 'query' : dialectOf(service);
  if (dialect === 'rest') return lambdaQuestion(request);
  if (dialect === 'json') {
    const [, action = ''] = TARGET.exec(request.headers.get('x-amz-target') ?? '') ?? [];
    return { action, params: membersOf(request) };
  }
  const params = parseForm(formOf(request));
  return { params, action: text(params, 'Action') ?? '' };
}

/** @throws ServiceError for what cannot be read */
export function readQuestion(request: WireRequest): Question {
  const auth = readAuthorization(request.headers);
  const outside = serviceOutside(request, auth);
  const { params, action } = readIn(outside, request);
  return { params, action, auth, service: outside ?? serviceOfAction(action) };
}

/** The region and the key of a signature, as far as there is one. */
export function signerOf(auth: Question['auth']): { region: string; accessKeyId: string | null } {
  if (auth === null || auth === 'incomplete') return { region: '', accessKeyId: null };
  return { region: auth.region, accessKeyId: auth.accessKeyId };
}

/** To whom a request speaks, as far as it can be read. */
export function addresseeOf(request: WireRequest): {
  service: ServiceName;
  action: string;
  accessKeyId: string | null;
} {
  const auth = readAuthorization(request.headers);
  const { accessKeyId } = signerOf(auth);
  try {
    const { service, action } = readQuestion(request);
    return { service, action, accessKeyId };
  } catch {
    return { service: serviceOutside(request, auth) ?? 'ec2', action: '', accessKeyId };
  }
}
