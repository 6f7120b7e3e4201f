import { isAboutCaller } from '#sandbox/auth/auth-errors.ts';
import { ServiceError, SandboxError } from './errors.ts';
import { type Dialect, type ServiceName, dialectOf } from './services.ts';
import { type XmlNode, document } from './xml.ts';

/** A whole answer, ready for HTTP. */
export interface Reply {
  status: number;
  body: string;
  /** Content type. */
  type: string;
  requestId: string;
  /** More headers. */
  headers?: Readonly<Record<string, string>>;
}

const XML = 'text/xml;charset=UTF-8';

const TYPES: Record<Dialect, string> = {
  ec2: XML,
  query: XML,
  json: 'application/x-amz-json-1.1',
  rest: 'application/json',
};

const NAMESPACES: Partial<Record<ServiceName, string>> = {
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
  elasticache: 'http://elasticache.amazonaws.com/doc/2015-02-02/',
  elasticloadbalancing: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
};

function successBody(service: ServiceName, action: string, content: XmlNode, requestId: string): string {
  const dialect = dialectOf(service);
  if (dialect === 'json' || dialect === 'rest') return JSON.stringify(content);
  const root: XmlNode =
    dialect === 'ec2'
      ? { '@xmlns': NAMESPACES.ec2, requestId, ...content }
      : {
          '@xmlns': NAMESPACES[service],
          [`${action}Result`]: content,
          ResponseMetadata: { RequestId: requestId },
        };
  return document(`${action}Response`, root);
}

/** A successful answer in the dialect of the service: EC2 puts the content at the top, Query wraps it. */
export function success(service: ServiceName, action: string, content: XmlNode, requestId: string): Reply {
  const type = TYPES[dialectOf(service)];
  return { status: 200, body: successBody(service, action, content, requestId), type, requestId };
}

/** Whatever went wrong, as an error of AWS's kind. Only words of our own go out, never a stack. */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof SandboxError ? error.message : 'An internal error has occurred';
  return new ServiceError('InternalError', message, 500);
}

function xmlFailure(service: ServiceName, error: ServiceError, requestId: string): string {
  const { code: Code, message: Message, status } = error;
  if (service === 'ec2') {
    return document('Response', { Errors: { Error: { Code, Message } }, RequestID: requestId });
  }
  const Type = status < 500 ? 'Sender' : 'Receiver';
  const root = { '@xmlns': NAMESPACES[service], Error: { Type, Code, Message }, RequestId: requestId };
  return document('ErrorResponse', root);
}

/** An error in the dialect of the service. */
export function failure(service: ServiceName, error: ServiceError, requestId: string): Reply {
  const { code, message, status } = error;
  const dialect = dialectOf(service);
  const reply = { status, type: TYPES[dialect], requestId };
  if (dialect === 'ec2' || dialect === 'query') {
    return { ...reply, body: xmlFailure(service, error, requestId) };
  }
  // What stands before the services writes the word small.
  const words = isAboutCaller(error) ? { message } : { Message: message };
  if (dialect === 'json') return { ...reply, body: JSON.stringify({ __type: code, ...words }) };
  const whose = isAboutCaller(error) ? {} : { Type: status < 500 ? 'User' : 'Service' };
  return { ...reply, body: JSON.stringify({ ...whose, ...words }), headers: { 'x-amzn-errortype': code } };
}
