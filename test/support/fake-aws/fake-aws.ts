import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeAwsRequest {
  readonly action: string;
  readonly params: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** As on the request line: a proxy sees the whole address here. */
  readonly url: string;
  /** How many requests of this action came before. */
  readonly earlier: number;
  /** Cuts the connection without an answer. */
  readonly cut: () => void;
}

export interface FakeAwsAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP server in AWS's place, for answers that a well-behaved endpoint never gives. */
export interface FakeAws {
  readonly endpoint: string;
  readonly requests: readonly FakeAwsRequest[];
  close(): Promise<void>;
}

/** @param answer - Null: no answer, ever; the request hangs or was cut. STS tells the identity unless it answers. */
export async function startFakeAws(
  answer: (
    request: FakeAwsRequest,
  ) => FakeAwsAnswer | null | undefined | Promise<FakeAwsAnswer | null | undefined>,
): Promise<FakeAws> {
  const requests: FakeAwsRequest[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
    const params = new URLSearchParams(Buffer.concat(chunks).toString());
    const action = params.get('Action') ?? '';
    const seen = {
      action,
      params,
      headers: request.headers,
      url: request.url ?? '',
      earlier: requests.filter((r) => r.action === action).length,
      cut: () => void request.socket.destroy(),
    };
    requests.push(seen);
    const given = await answer(seen);
    const reply = given === undefined && action === 'GetCallerIdentity' ? createIdentityAnswer() : given;
    if (!reply) return;
    response
      .writeHead(reply.status, { 'content-type': 'text/xml', 'x-amzn-requestid': 'req-42', ...reply.headers })
      .end(reply.body);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portOf = (address: AddressInfo | string | null): number => (address as AddressInfo).port;

/** A success of EC2's, with the content given as XML. */
export function createEc2Answer(action: string, content: string): FakeAwsAnswer {
  const body = `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>req-42</requestId>${content}</${action}Response>`;
  return { status: 200, body };
}

/** A group as EC2 describes it, with rules of TCP that are jo's. */
export function createGroupAnswer(
  id: string,
  rules: readonly { readonly ip_address: string; readonly port: number }[],
): FakeAwsAnswer {
  const items = rules.map(
    ({ ip_address: address, port }) =>
      `<item><ipProtocol>tcp</ipProtocol><fromPort>${port}</fromPort><toPort>${port}</toPort><ipRanges><item><cidrIp>${address}/32</cidrIp><description>[awswhitelist:1 jo]</description></item></ipRanges></item>`,
  );
  const group = `<groupId>${id}</groupId><ipPermissions>${items.join('')}</ipPermissions>`;
  return createEc2Answer(
    'DescribeSecurityGroups',
    `<securityGroupInfo><item>${group}</item></securityGroupInfo>`,
  );
}

/** An error in EC2's words. */
export function createEc2Error(code: string, message: string, status = 400): FakeAwsAnswer {
  const body = `<?xml version="1.0"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>req-42</RequestID></Response>`;
  return { status, body };
}

/** An error in STS's words. */
export function createStsError(code: string, message: string, status = 403): FakeAwsAnswer {
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>req-42</RequestId></ErrorResponse>`;
  return { status, body };
}

export function createIdentityAnswer(account = '210987654321'): FakeAwsAnswer {
  const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/jo</Arn><UserId>AIDAEXAMPLE</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>req-42</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
  return { status: 200, body };
}
