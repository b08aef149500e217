import { AwsError } from './error.ts';
import type { AwsReply, Protocol } from './service.ts';
import { element, writeXml } from './xml.ts';

/** What goes on the wire. */
export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  'rest-xml': 'application/xml',
  query: 'text/xml',
};

/** Writes a service's answer in its protocol. */
export function writeReply(protocol: Protocol, reply: AwsReply, requestId: string): RawReply {
  const status = reply.status ?? 200;
  const headers: Record<string, string> = { ...requestIds(requestId) };
  let body: Uint8Array = new Uint8Array();
  if (reply.body) body = reply.body;
  else if (reply.xml) body = Buffer.from(writeXml(reply.xml));
  else if (reply.json !== undefined) body = Buffer.from(JSON.stringify(reply.json));
  if (reply.xml || reply.json !== undefined) headers['content-type'] = CONTENT_TYPES[protocol];
  return { status, headers: { ...headers, ...reply.headers }, body };
}

/** Writes a refusal in the error shape of the protocol. */
export function writeError(protocol: Protocol, error: AwsError, requestId: string, resource: string): RawReply {
  const { code, message, status, details } = error;
  const headers = { ...requestIds(requestId), 'x-amzn-errortype': code };
  switch (protocol) {
    case 'rest-xml':
      return writeXmlError(
        status,
        headers,
        element('Error', {
          Code: code,
          Message: message,
          ...(details as Record<string, string>),
          Resource: resource,
          RequestId: requestId,
        }),
      );
    case 'query':
      return writeXmlError(
        status,
        headers,
        element('ErrorResponse', {
          Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
          RequestId: requestId,
        }),
      );
    case 'json-1.0':
    case 'json-1.1':
    case 'rest-json': {
      // Both spellings: services disagree on the case of "message", and clients read either.
      const document = { __type: code, message, Message: message, ...details };
      return { status, headers: { ...headers, 'content-type': CONTENT_TYPES[protocol] }, body: Buffer.from(JSON.stringify(document)) };
    }
  }
}

function writeXmlError(status: number, headers: Record<string, string>, document: ReturnType<typeof element>): RawReply {
  return { status, headers: { ...headers, 'content-type': 'application/xml' }, body: Buffer.from(writeXml(document)) };
}

function requestIds(requestId: string): Record<string, string> {
  return { 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
}

/** Any failure as an AwsError; a bug becomes InternalFailure without its insides. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalFailure', 'The embedded cloud failed at this request; its log has the cause under the request id.', 500);
}
