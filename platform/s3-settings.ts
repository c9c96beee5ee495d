/** How an S3 server is talked to. Endpoint, region and credentials come from the standard `AWS_*` variables and files, which the AWS SDK reads itself. */

export interface S3Settings {
  /** `http://host/bucket/key` instead of `http://bucket.host/key`; most servers that are not AWS need it. Undefined: wherever an endpoint of one's own is named. */
  readonly pathStyle: boolean | undefined;
  /** Server-side encryption that each object is written with; undefined leaves it to the bucket. */
  readonly encryption: 'AES256' | 'aws:kms' | undefined;
  /** Key of `aws:kms`; undefined takes the account's own. */
  readonly kmsKeyId: string | undefined;
}
