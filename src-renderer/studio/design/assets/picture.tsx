import { useEffect, useMemo, useRef, useState } from 'react';
import { classes, Icon, type IconName } from '../../../ui/index.ts';
import type { MaterialSpec } from '../../../../engine/model/material-spec.ts';
import { type Asset, type AssetKind, type Cell, createCell } from '../../editor/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './picture.module.css';
import { type Thumbnail, thumbnailsOf } from './thumbnails.ts';

const kindIcons: Readonly<Record<AssetKind, IconName>> = {
  model: 'box',
  image: 'image',
  light: 'sun',
  sound: 'activity',
  font: 'type',
};

const nothingYet: Cell<Thumbnail> = createCell<Thumbnail>(undefined);

/** What an asset looks like, made when it comes into sight; a sign for what there is nothing to see of. */
export function Picture({ asset, small = false }: { asset: Asset; small?: boolean }) {
  const editor = useEditor();
  const icon: IconName = asset.kind ? kindIcons[asset.kind] : 'warning';
  return <Seen cell={() => thumbnailsOf(editor).of(asset)} id={asset.sha256 + asset.path} icon={icon} small={small} />;
}

/** A ball in a material. */
export function MaterialPicture({ material, small = false }: { material: MaterialSpec; small?: boolean }) {
  const editor = useEditor();
  return <Seen cell={() => thumbnailsOf(editor).ofMaterial(material)} id={JSON.stringify(material)} icon="circle" small={small} />;
}

export const TablePicture = () => (
  <span className={styles['picture']}>
    <Icon name="table" size={26} />
  </span>
);

function Seen({ cell, id, icon, small }: { cell: () => Cell<Thumbnail>; id: string; icon: IconName; small: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element || isSeen) return undefined;
    const watch = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true));
    watch.observe(element);
    return () => watch.disconnect();
  }, [isSeen]);
  // `id` stands for what `cell` is made from.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const picture = useCell(useMemo(() => (isSeen ? cell() : nothingYet), [id, isSeen]));
  return (
    <span ref={place} className={classes(styles['picture'], small && styles['small'])}>
      {picture === undefined || picture === null ? (
        <Icon name={icon} size={small ? 13 : 26} />
      ) : (
        <img src={picture} alt="" draggable={false} />
      )}
    </span>
  );
}
