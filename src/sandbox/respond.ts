import { ServiceError, SandboxError, type ServiceName } from './errors.ts';
import { type XmlNode, document } from './xml.ts';

/** A whole answer, ready for HTTP. */
export interface Reply {
  status: number;
  xml: string;
  requestId: string;
}

const NAMESPACE: Record<ServiceName, string> = {
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

/** A successful answer in the dialect of the service: EC2 puts the content at the top, the others wrap it. */
export function success(service: ServiceName, action: string, content: XmlNode, requestId: string): Reply {
  const root: XmlNode =
    service === 'ec2'
      ? { '@xmlns': NAMESPACE.ec2, requestId, ...content }
      : {
          '@xmlns': NAMESPACE[service],
          [`${action}Result`]: content,
          ResponseMetadata: { RequestId: requestId },
        };
  return { status: 200, xml: document(`${action}Response`, root), requestId };
}

/** Whatever went wrong, as an error of AWS's kind. Only words of our own go out, never a stack. */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof SandboxError ? error.message : 'An internal error has occurred';
  return new ServiceError('InternalError', message, 500);
}

/** An error in the dialect of the service. */
export function failure(service: ServiceName, error: ServiceError, requestId: string): Reply {
  const { code: Code, message: Message, status } = error;
  if (service === 'ec2') {
    const root = { Errors: { Error: { Code, Message } }, RequestID: requestId };
    return { status, xml: document('Response', root), requestId };
  }
  const Type = status < 500 ? 'Sender' : 'Receiver';
  const root = { '@xmlns': NAMESPACE[service], Error: { Type, Code, Message }, RequestId: requestId };
  return { status, xml: document('ErrorResponse', root), requestId };
}
