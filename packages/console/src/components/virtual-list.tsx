import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { LoadMore } from './load-more.js';
import { type Paged, useVirtualRows } from './use-virtual-rows.js';

/** What a row's element (`li`) must carry: its place for measuring, and for whoever cannot see how long the list is. */
export interface ListRow {
  readonly ref: (element: HTMLElement | null) => void;
  readonly 'data-index': number;
  readonly 'aria-setsize': number;
  readonly 'aria-posinset': number;
}

/** What a row of a table (`tr`) must carry. */
export interface TableRow {
  readonly ref: (element: HTMLElement | null) => void;
  readonly 'data-index': number;
  readonly 'aria-rowindex': number;
}

interface Rows<T, R> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** About how high a row is, in pixels. */
  readonly estimate: number;
  /** How many there are in all, when that is known. */
  readonly total?: number;
  /** What goes on when the end comes in sight. */
  readonly list?: Paged;
  /** One row; its element carries `row`, and a key is not needed. */
  readonly children: (item: T, row: R) => ReactNode;
}

/** How long the list is for whoever hears it: -1 where nobody knows yet. */
function lengthSaid(items: number, total: number | undefined, list: Paged | undefined): number {
  return total ?? (list?.hasNextPage ? -1 : items);
}

/** A list of any length: draws what is in sight, and goes on page by page as it is scrolled. */
export function VirtualList<T>({
  as: List = 'ul',
  className,
  label,
  ...rows
}: Rows<T, ListRow> & { readonly as?: 'ul' | 'ol'; readonly className: string; readonly label?: string }) {
  const { items, keyOf, estimate, total, list, children } = rows;
  const container = useRef<HTMLUListElement & HTMLOListElement>(null);
  const drawn = useVirtualRows(container, { count: items.length, keyAt: (index) => keyAt(items, keyOf, index), estimate, list });
  const setSize = lengthSaid(items.length, total, list);
  useLayoutEffect(() => {
    if (container.current === null) return;
    container.current.style.paddingTop = `${drawn.before}px`;
    container.current.style.paddingBottom = `${drawn.after}px`;
  }, [drawn.before, drawn.after]);
  return (
    <>
      <List ref={container} className={className} aria-label={label} tabIndex={-1}>
        {drawn.indexes.map((index) => {
          const item = items[index];
          if (item === undefined) return null;
          const row = { ref: drawn.measure, 'data-index': index, 'aria-setsize': setSize, 'aria-posinset': index + 1 };
          return <Keyed key={keyOf(item)}>{children(item, row)}</Keyed>;
        })}
      </List>
      {list && <LoadMore list={list} />}
    </>
  );
}

/** A table of any length, as `VirtualList`. `head` is the row of headings, `columns` how many there are. */
export function VirtualTable<T>({
  head,
  columns,
  className,
  label,
  ...rows
}: Rows<T, TableRow> & { readonly head: ReactNode; readonly columns: number; readonly className?: string; readonly label?: string }) {
  const { items, keyOf, estimate, total, list, children } = rows;
  const container = useRef<HTMLTableSectionElement>(null);
  const drawn = useVirtualRows(container, { count: items.length, keyAt: (index) => keyAt(items, keyOf, index), estimate, list });
  const length = lengthSaid(items.length, total, list);
  return (
    <>
      <div className="table-scroll">
        <table className={className} aria-rowcount={length < 0 ? -1 : length + 1} aria-label={label}>
          <thead>{head}</thead>
          <tbody ref={container} tabIndex={-1}>
            <Space height={drawn.before} columns={columns} />
            {drawn.indexes.map((index) => {
              const item = items[index];
              if (item === undefined) return null;
              // The headings are the first row.
              const row = { ref: drawn.measure, 'data-index': index, 'aria-rowindex': index + 2 };
              return <Keyed key={keyOf(item)}>{children(item, row)}</Keyed>;
            })}
            <Space height={drawn.after} columns={columns} />
          </tbody>
        </table>
      </div>
      {list && <LoadMore list={list} />}
    </>
  );
}

function keyAt<T>(items: readonly T[], keyOf: (item: T) => string, index: number): string {
  const item = items[index];
  return item === undefined ? `row ${index}` : keyOf(item);
}

function Keyed({ children }: { children: ReactNode }) {
  return children;
}

/** The room of the rows that are not drawn. */
function Space({ height, columns }: { height: number; columns: number }) {
  const cell = useRef<HTMLTableCellElement>(null);
  useLayoutEffect(() => {
    if (cell.current !== null) cell.current.style.height = `${height}px`;
  }, [height]);
  if (height === 0) return null;
  return (
    <tr aria-hidden="true" className="row-space">
      <td ref={cell} colSpan={columns} />
    </tr>
  );
}
