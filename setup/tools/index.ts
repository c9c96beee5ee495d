/** The optional parts, cheap ones first: what `slipway tools` lists and installs. Nothing that every user needs belongs here. */

import { alertmanager } from './alertmanager.js';
import { chromium } from './chromium.js';
import { dockerCompose } from './docker-compose.js';
import { ollama } from './ollama.js';
import { prometheus } from './prometheus.js';
import { seaweedfs } from './seaweedfs.js';
import { smollm2 } from './smollm2.js';
import type { Tool } from './tool.js';
import { versitygw } from './versitygw.js';

export const tools: readonly Tool[] = [seaweedfs, dockerCompose, prometheus, chromium, smollm2, alertmanager, versitygw, ollama];
