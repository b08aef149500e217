import { deleteAssets } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { TablePicture } from './picture.tsx';
import { Tile } from './tile.tsx';

export interface TableItem {
  table: string;
  rows: number;
}

/** A data table: scripts read it, nothing shows it. */
export function TableTile({ item: { table, rows } }: { item: TableItem }) {
  const editor = useEditor();
  const drop = (): void => void editor.do(deleteAssets, { paths: [], tables: [table] });
  return (
    <Tile
      name={table}
      title={`data/${table}.json\n${t('assets.table.read', { name: table })}`}
      note={t('assets.table.rows', { rows })}
      picture={<TablePicture />}
      entries={() => [
        [{ id: 'delete', label: t('action.deleteTable'), icon: 'trash', keys: 'Del', disabled: !editor.canEdit.get(), onSelect: drop }],
      ]}
      onDelete={drop}
    />
  );
}
