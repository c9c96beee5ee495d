/** The one style sheet of the page. */

import { base } from './base.js';
import { plots } from './plots.js';
import { tables } from './tables.js';

export const styleSheet = `${base}${tables}${plots}\n`;
