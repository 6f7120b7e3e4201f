import { isCallerError } from '#sandbox/auth/auth-errors.ts';
import { ServiceError, SandboxError } from '#sandbox/protocol/errors.ts';
import { type Dialect, type ServiceName, dialectOf } from '#sandbox/protocol/services.ts';
import { type XmlNode, formatDocument } from '#sandbox/protocol/xml.ts';

/** A whole answer, ready for HTTP. */
export interface Reply {
  status: number;
  body: string;
  /** Content type. */
  type: string;
  requestId: string;
  /** No header has the request id. Default: one has. */
  isUnnamed?: boolean;
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

function createSuccessBody(
  service: ServiceName,
  action: string,
  content: XmlNode,
  requestId: string,
): string {
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
  return formatDocument(`${action}Response`, root);
}

/** A successful answer in the dialect of the service: EC2 puts the content at the top, Query wraps it. */
export function successReply(
  service: ServiceName,
  action: string,
  content: XmlNode,
  requestId: string,
): Reply {
  const type = TYPES[dialectOf(service)];
  return { status: 200, body: createSuccessBody(service, action, content, requestId), type, requestId };
}

/** Whatever went wrong, as an error of AWS's kind. Only words of our own go out, never a stack. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof SandboxError ? error.message : 'An internal error has occurred';
  return new ServiceError('InternalError', message, 500);
}

function xmlErrorBody(service: ServiceName, error: ServiceError, requestId: string): string {
  const { code: Code, message: Message, status } = error;
  if (service === 'ec2') {
    return formatDocument('Response', { Errors: { Error: { Code, Message } }, RequestID: requestId });
  }
  const Type = status < 500 ? 'Sender' : 'Receiver';
  const root = { '@xmlns': NAMESPACES[service], Error: { Type, Code, Message }, RequestId: requestId };
  return formatDocument('ErrorResponse', root);
}

/** An error in the dialect of the service. */
export function errorReply(service: ServiceName, error: ServiceError, requestId: string): Reply {
  const { code, message, status } = error;
  const dialect = dialectOf(service);
  const reply = { status, type: TYPES[dialect], requestId };
  if (dialect === 'ec2' || dialect === 'query') {
    return { ...reply, body: xmlErrorBody(service, error, requestId) };
  }
  // What stands before the services writes the word small.
  const messageField = isCallerError(error) ? { message } : { Message: message };
  if (dialect === 'json') return { ...reply, body: JSON.stringify({ __type: code, ...messageField }) };
  const whose = isCallerError(error) ? {} : { Type: status < 500 ? 'User' : 'Service' };
  return {
    ...reply,
    body: JSON.stringify({ ...whose, ...messageField }),
    headers: { 'x-amzn-errortype': code },
  };
}
