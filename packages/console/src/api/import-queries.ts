import type { ImportColumns, ImportItem, ImportList, ImportPreview } from '@cusp/engine/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, post, request } from './client.js';

/** Bytes of one part of an upload. */
const PART = 4 * 1_024 * 1_024;
/** How often imports are asked for, in milliseconds. */
const POLL = 1_000;

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => get<ImportList>('/imports', {}, signal),
  refetchInterval: POLL,
});

export const importColumnsQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id, 'columns'],
    queryFn: ({ signal }) => get<ImportColumns>(`/imports/${id}/columns`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const importPreviewQuery = (id: string, mapping: ImportColumns['mapping']) =>
  queryOptions({
    queryKey: ['imports', id, 'preview', mapping],
    queryFn: () => post<ImportPreview>(`/imports/${id}/preview`, { mapping }),
    placeholderData: keepPreviousData,
    retry: false,
  });

/**
 * Uploads a file in parts; of one whose upload was interrupted, what is missing.
 * @throws ApiError; what is uploaded stays, and choosing the file again goes on there
 */
export async function upload(file: File, known: readonly ImportItem[]): Promise<ImportItem> {
  const begun = known.find(({ state, file: name, size }) => state === 'uploading' && name === file.name && size === file.size);
  let item = begun ?? (await post<ImportItem>('/imports', { file: file.name, size: file.size }));
  while (item.uploaded < file.size) {
    const body = file.slice(item.uploaded, item.uploaded + PART);
    item = await request<ImportItem>(`/imports/${item.id}/content?from=${item.uploaded}`, { method: 'PUT', body });
  }
  return item;
}
