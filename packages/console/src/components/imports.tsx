import type { ImportItem } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post, remove } from '../api/client.js';
import { importsQuery, upload } from '../api/import-queries.js';
import { share } from '../format/number.js';
import { useMay } from '../session/session.js';
import { importTexts as texts } from '../texts/imports-en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { Empty } from './empty.js';
import { ImportMapping } from './import-mapping.js';
import { NeedsRole } from './needs-role.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';

/** Files: dragged in, mapped, tried out and imported, with how far each is. */
export function Imports() {
  const client = useQueryClient();
  const imports = useQuery(importsQuery);
  const [mapped, setMapped] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ['imports'], exact: true });
  const sending = useMutation({
    mutationFn: (file: File) => upload(file, imports.data?.imports ?? []),
    onSuccess: (item) => setMapped(item.id),
    onSettled: refresh,
  });
  const chosen = imports.data?.imports.find(({ id }) => id === mapped);
  return (
    <>
      <Panel title={texts.title}>
        <NeedsRole role="editor">
          <DropTarget busy={sending.isPending} onFile={(file) => sending.mutate(file)} />
        </NeedsRole>
        {sending.error && <ProblemBox error={sending.error} />}
      </Panel>
      {chosen && (chosen.state === 'ready' || chosen.state === 'failed') && (
        <ImportMapping
          key={chosen.id}
          item={chosen}
          onRun={() => {
            setMapped(null);
            void refresh();
          }}
        />
      )}
      <Panel title={texts.list}>
        <Answer of={imports}>
          {(data) =>
            data.imports.length === 0 ? (
              <Empty title={texts.none} />
            ) : (
              <ul className="lines">
                {data.imports.map((item) => (
                  <ImportLine
                    key={item.id}
                    item={item}
                    isUploading={sending.isPending}
                    onMap={() => setMapped(item.id)}
                    onChange={() => void refresh()}
                  />
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
    </>
  );
}

function DropTarget({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (file !== undefined && !busy) onFile(file);
  };
  return (
    <div
      className={isOver ? 'drop-target drop-target-over' : 'drop-target'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <p>{texts.drop}</p>
      <input
        type="file"
        aria-label={texts.choose}
        disabled={busy}
        onChange={(event) => {
          take(event.target.files?.[0]);
          // The same file can be chosen again, to go on with it.
          event.target.value = '';
        }}
      />
    </div>
  );
}

function ImportLine({
  item,
  isUploading,
  onMap,
  onChange,
}: {
  item: ImportItem;
  isUploading: boolean;
  onMap: () => void;
  onChange: () => void;
}) {
  const act = useMutation({
    mutationFn: async (what: 'pause' | 'run' | 'remove') => {
      if (what === 'remove') await remove(`/imports/${item.id}`);
      else await post(`/imports/${item.id}/${what}`, {});
    },
    onSettled: onChange,
  });
  const { state, file, size, uploaded, bytesRead, rows, accepted, duplicate, quarantined, failure } = item;
  const done = state === 'uploading' ? uploaded : bytesRead;
  return (
    <li className="import-line">
      <span className="import-actions">
        <Badge tone={state === 'done' ? 'good' : state === 'failed' ? 'bad' : 'plain'}>{texts.states[state] ?? state}</Badge>
        <strong className="break">{file}</strong>
        {state === 'ready' && <Action name={texts.map} onAct={onMap} />}
        {state === 'running' && <Action name={texts.pause} onAct={() => act.mutate('pause')} />}
        {(state === 'paused' || (state === 'failed' && item.endedAt === null)) && (
          <Action name={texts.resume} onAct={() => act.mutate('run')} />
        )}
        <Action name={texts.remove} onAct={() => act.mutate('remove')} />
      </span>
      {(state === 'uploading' || state === 'running' || state === 'paused') && <progress max={size} value={done} aria-label={file} />}
      <span className="dim" role="status">
        {state === 'uploading' && (isUploading ? texts.uploaded(share(uploaded / size)) : texts.goOnUpload)}
        {rows > 0 && texts.counts(rows, accepted, duplicate, quarantined)}
      </span>
      {failure !== null && <p className="alarm">{failure}</p>}
      {act.error && <ProblemBox error={act.error} />}
    </li>
  );
}

function Action({ name, onAct }: { name: string; onAct: () => void }) {
  const may = useMay('editor');
  return (
    <button type="button" className="button button-small" disabled={!may} onClick={onAct}>
      {name}
    </button>
  );
}
