import type { Principal } from '../../iam/principal.ts';
import { textOfJson, type Json, type JsonObject } from '../../json.ts';
import { callRest } from '../../rest-call.ts';
import type { AwsReply, LocalService } from '../../wire/service.ts';
import { unsupported } from '../../wire/error.ts';

/** Members of the SDK's input that travel as headers. */
const HEADERS: Readonly<Record<string, string>> = {
  ContentType: 'content-type',
  CacheControl: 'cache-control',
  ContentEncoding: 'content-encoding',
  IfMatch: 'if-match',
  IfNoneMatch: 'if-none-match',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
};

/** The operations of S3 that a Task may ask for: putting and deleting an object, and reading a small one as text. */
export async function callS3(
  s3: LocalService,
  action: string,
  input: JsonObject,
  about: { principal: Principal; requestId: string; signal: AbortSignal },
): Promise<Json> {
  const params = { bucket: textOfJson(input['Bucket']), key: textOfJson(input['Key']) };
  const headers = Object.fromEntries(
    Object.entries(HEADERS).flatMap(([member, header]) => (input[member] === undefined ? [] : [[header, textOfJson(input[member])]])),
  );
  const send = (body?: Uint8Array): Promise<AwsReply> => callRest(s3, { action, params, headers, ...about, ...(body && { body }) });
  switch (action) {
    case 'PutObject': {
      const { Body: body = '' } = input;
      const reply = await send(Buffer.from(textOfJson(body)));
      return written(reply);
    }
    case 'DeleteObject':
      return written(await send());
    case 'GetObject': {
      const reply = await send();
      return { ...written(reply), Body: Buffer.from(reply.body ?? []).toString('utf8') };
    }
    default:
      throw unsupported('s3', `${action} from a state machine`);
  }
}

function written({ headers = {} }: AwsReply): JsonObject {
  return {
    ...(headers['etag'] !== undefined && { ETag: headers['etag'] }),
    ...(headers['x-amz-version-id'] !== undefined && { VersionId: headers['x-amz-version-id'] }),
  };
}
