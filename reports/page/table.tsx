/** Tables: wide ones scroll inside their own box, those with sentences change their form on a phone. */

import type { ComponentChildren, JSX } from 'preact';
import { numberText } from './words.js';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Aligned to the right, never wrapped. */
  readonly figure?: boolean;
  /** May wrap where it is long. */
  readonly prose?: boolean;
}

interface TableProps<Row> {
  /** Read out before the table, and shown above it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What a row becomes on a phone; without it the table scrolls. */
  readonly phone?: 'cards' | 'lines';
  /** Which rows stay where there are too many: those of the end, unless told. */
  readonly keeps?: 'first' | 'last';
}

/** Enough for every look of a release; a page must open on a phone whatever a run left behind. */
const mostRows = 400;

/** The first column names its row. Roles are written out because a stacked table is no table to the browser's layout. */
export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { caption, columns, phone, keeps = 'last' } = props;
  const rows = keeps === 'first' ? props.rows.slice(0, mostRows) : props.rows.slice(-mostRows);
  const left = props.rows.length - rows.length;
  const without = keeps === 'first' ? `${numberText(left)} more rows are left out.` : `The first ${numberText(left)} rows are left out.`;
  const title = `${caption}${left > 0 ? ` ${without}` : ''}`;
  const table = (
    <table role="table" class={phone === undefined ? 'figures' : `stacks ${phone}`}>
      {phone !== undefined && <caption>{title}</caption>}
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, figure }) => (
            <th key={title} role="columnheader" scope="col" class={figure === true ? 'figure' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, index) => (
          <tr key={index} role="row">
            {columns.map((column, place) => (
              <Cell key={column.title} row={row} column={column} isName={place === 0} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (phone !== undefined) return table;
  // Outside the box, because a caption inside it would scroll away with the columns.
  return (
    <div class="table">
      <p class="caption">{title}</p>
      <div class="scroll" role="group" aria-label={caption} tabIndex={0}>
        {table}
      </div>
    </div>
  );
}

function Cell<Row>(props: { readonly row: Row; readonly column: Column<Row>; readonly isName: boolean }): JSX.Element {
  const { row, column, isName } = props;
  const { title, figure, prose } = column;
  const shape = figure === true ? 'figure' : prose === true ? 'prose' : undefined;
  if (isName) {
    return (
      <th role="rowheader" scope="row" class={shape} data-title={title}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td role="cell" class={shape} data-title={title}>
      {column.cell(row)}
    </td>
  );
}
