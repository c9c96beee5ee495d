/** A real browser for tests of pages: the Chromium of `slipway tools` or of PATH, one window with chosen width and colours. */

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { aTool } from './tools.js';

const { program, missing } = await aTool('chromium');

/** For `describe.skipIf(missingBrowser !== undefined)`: the command that brings one. */
export const missingBrowser = missing;

export interface Window {
  readonly width: number;
  readonly height: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  /** What the page complained of and asked for, in words; a page that needs nothing leaves it empty. */
  readonly complaints: readonly string[];
}

/** Call once at the top of a test file; the browser starts with the first page and ends with the file. */
export function useBrowser(): (file: string, window: Window) => Promise<OpenPage> {
  let started: Promise<Browser> | undefined;
  const contexts: BrowserContext[] = [];
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await (await started)?.close();
  });
  return async (url, { width, height, ...rest }) => {
    started ??= chromium.launch({ executablePath: program, chromiumSandbox: false });
    const context = await (await started).newContext({ viewport: { width, height }, ...rest });
    contexts.push(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => void complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url) complaints.push(`request of ${request.url()}`);
    });
    await page.goto(url);
    return { page, complaints };
  };
}
