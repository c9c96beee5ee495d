/** What an error of the S3 SDK means, before anybody is told of it: by its name, its HTTP status, or the code of the system below. */

/** 412: somebody was faster, or this very write was, in an attempt whose answer was lost. */
export function isConditionNotMet(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** 409: the server could not decide between writers and leaves it to them. */
export function isConflict(error: unknown): boolean {
  return ['ConditionalRequestConflict', 'OperationAborted'].includes(nameOf(error));
}

/** The object is not there. A missing bucket is not taken for it, except after HEAD, whose answers do not say which of the two it is. */
export function isNotThere(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes(nameOf(error)) && statusOf(error) === 404;
}

/** The upload was completed or aborted by an attempt whose answer was lost. */
export function isUploadGone(error: unknown): boolean {
  return nameOf(error) === 'NoSuchUpload';
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Of the error, or of what lies behind it. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}

/** Undefined where no server has answered. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return metadata?.httpStatusCode;
}
