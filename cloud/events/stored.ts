import { z } from 'zod';

/** S3 tells the bus that an object came: what starts a publish. */
export const ObjectCreated = z.object({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.literal('Object Created'),
  source: z.literal('aws.s3'),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), size: z.number().int().optional(), etag: z.string().optional() }),
    reason: z.string().optional(),
  }),
});
export type ObjectCreated = z.infer<typeof ObjectCreated>;

export const objectCreatedSample: ObjectCreated = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-11-21T09:12:00Z',
  region: 'eu-central-1',
  detail: {
    bucket: { name: 'ledgerquest' },
    object: { key: 'tenants/demo/levels/beer-game/requests/p-01jd.json', size: 1024, etag: 'd41d8cd98f00b204e9800998ecf8427e' },
    reason: 'PutObject',
  },
};
