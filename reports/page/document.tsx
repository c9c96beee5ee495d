/** The frame of every page: one file that needs nothing else, with no script, no request and its style inside. */

import { createHash } from 'node:crypto';
import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { styleSheet } from './styles/sheet.js';

export interface PageFrame {
  readonly title: string;
  readonly head: JSX.Element;
  /** Of the page's parts, for the links to them. */
  readonly sections: readonly (readonly [id: string, name: string])[];
  readonly children: ComponentChildren;
  readonly foot: ComponentChildren;
}

/** The same content gives the same bytes. */
export function renderDocument(frame: PageFrame): string {
  return `<!doctype html>\n${renderToString(<Document {...frame} />)}\n`;
}

/** Nothing may be loaded or run, whatever a reason or a label contains; the one style sheet is named by its digest. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(styleSheet).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function Document({ title, head, sections, children, foot }: PageFrame): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: styleSheet }} />
      </head>
      <body>
        <main>
          {head}
          <nav aria-label="Sections">
            <ul>
              {sections.map(([id, name]) => (
                <li key={id}>
                  <a href={`#${id}`}>{name}</a>
                </li>
              ))}
            </ul>
          </nav>
          {children}
          <footer>
            <p>{foot}</p>
          </footer>
        </main>
      </body>
    </html>
  );
}
