/** Makes sure that a server knows Slipway's search attributes: a workflow that sets an unknown one retries for ever. */

import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import proto from '@temporalio/proto';
import { searchAttributeNames } from '../workflows/contract.js';

/** Set where a workflow is started; workflow code has keys of its own. */
export const modelAttribute = defineSearchAttributeKey('Model', SearchAttributeType.KEYWORD);

/** Idempotent. Throws where the server lets only an administrator add them, naming the command. */
export async function ensureSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const known = await client.connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributeNames.filter((name) => known.customAttributes?.[name] === undefined);
  if (missing.length === 0) return;
  const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  try {
    await client.connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  } catch (error) {
    const commands = missing.map(
      (name) => `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type Keyword`,
    );
    throw new Error(`the Temporal server lacks search attributes and refused to add them; run:\n${commands.join('\n')}`, { cause: error });
  }
}
