/** Starts the gateway against a runtime supervisor. Used by the CLI and by the local stack. */

import { createRuntimeControl } from '../../platform/runtime-control.js';
import { serveGateway, type Gateway, type GatewayOptions } from './serve.js';

export interface StartGatewayOptions extends GatewayOptions {
  /** Control API of the runtime supervisor on this host. */
  readonly runtimeUrl: string;
}

/** Rejects when the state file is damaged or a port is taken; a supervisor that is away only delays the first answers. */
export function startGateway({ runtimeUrl, ...options }: StartGatewayOptions): Promise<Gateway> {
  return serveGateway(options, createRuntimeControl(runtimeUrl));
}
