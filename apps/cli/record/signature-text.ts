/** Whether a version is signed, in words. Apart, because a trusted key is asked for where a version is served, not where it is looked at. */

import type { ObjectStore } from '../../../platform/ports.js';
import type { VersionManifest } from '../../../registry/manifests.js';
import { readSignature } from '../../../registry/signing.js';

export interface SignatureView {
  readonly keyIds: readonly string[];
  readonly coversManifest: boolean;
  readonly text: string;
}

/** Says who claims to have signed; that a trusted key did is verified before a version is served. */
export async function signatureOf(store: ObjectStore, { model, version }: VersionManifest): Promise<SignatureView> {
  const signature = await readSignature(store, model, version);
  if (signature === undefined) return { keyIds: [], coversManifest: false, text: 'not signed' };
  const { keyIds, coversManifest } = signature;
  const keys = keyIds.join(', ');
  return {
    ...signature,
    text: coversManifest ? `signed by ${keys}` : `signed by ${keys}, but not as the manifest is now: do not trust it`,
  };
}
