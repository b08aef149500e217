import type { LocalContext } from '../../storage/context.ts';
import { AwsError } from '../../wire/error.ts';
import type { ObjectEncryption, ObjectMeta } from '../objects/object.ts';

/** An object that is coming in parts. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly meta: Pick<ObjectMeta, 'headers' | 'retention' | 'legalHold'> & { readonly encryption?: ObjectEncryption };
  /** The checksum that the parts will carry, as a header name. */
  readonly checksum?: string;
}

export interface Part {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  /** In quotes. */
  readonly etag: string;
  readonly checksums: Readonly<Record<string, string>>;
}

export interface Uploads {
  create(upload: Upload): void;
  /** Throws NoSuchUpload unless it is of this bucket and key. */
  get(bucket: string, key: string, id: string): Upload;
  putPart(upload: Upload, part: Part): void;
  /** In the order of their numbers. */
  parts(upload: Upload): Part[];
  remove(upload: Upload): void;
}

export function openUploads({ database }: LocalContext): Uploads {
  database.migrate('s3-uploads', [
    `CREATE TABLE s3_upload (id TEXT PRIMARY KEY, upload TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE s3_part (upload TEXT NOT NULL REFERENCES s3_upload (id) ON DELETE CASCADE, number INTEGER NOT NULL, part TEXT NOT NULL, PRIMARY KEY (upload, number)) STRICT, WITHOUT ROWID`,
  ]);
  return {
    create(upload) {
      database.run('INSERT INTO s3_upload (id, upload) VALUES (?, ?)', upload.id, JSON.stringify(upload));
    },
    get(bucket, key, id) {
      const row = database.get<{ upload: string }>('SELECT upload FROM s3_upload WHERE id = ?', id);
      const upload = row && (JSON.parse(row.upload) as Upload);
      if (upload?.bucket !== bucket || upload.key !== key)
        throw new AwsError(
          'NoSuchUpload',
          'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
          404,
          { UploadId: id },
        );
      return upload;
    },
    putPart({ id }, part) {
      database.run('INSERT OR REPLACE INTO s3_part (upload, number, part) VALUES (?, ?, ?)', id, part.number, JSON.stringify(part));
    },
    parts: ({ id }) =>
      database
        .all<{ part: string }>('SELECT part FROM s3_part WHERE upload = ? ORDER BY number', id)
        .map(({ part }) => JSON.parse(part) as Part),
    remove({ id }) {
      database.run('DELETE FROM s3_upload WHERE id = ?', id);
    },
  };
}
