import { classes, Icon, IconButton, Popover, SearchField } from '../../../ui/index.ts';
import { type PlainKey, t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import styles from './filter-bar.module.css';
import { isKnown, parseFilter, withoutTerm } from './filter.ts';

/** What the help offers: pressed, it stands in the search. */
const examples: readonly (readonly [text: string, about: PlainKey])[] = [
  ['type:Light', 'tree.filter.type'],
  ['is:hidden', 'tree.filter.hidden'],
  ['is:locked', 'tree.filter.locked'],
  ['is:instance', 'tree.filter.instance'],
  ['prefab:', 'tree.filter.prefab'],
  ['tag:', 'tree.filter.tag'],
  ['has:problem', 'tree.filter.problem'],
  ['-type:Light', 'tree.filter.not'],
];

/** Where one types what the tree is to show, with what may be asked for. */
export function FilterField({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  return (
    <span className={styles['field']}>
      <SearchField label={t('tree.search')} placeholder={t('tree.search')} value={query} onChange={onChange} />
      <Popover label={t('tree.filter')} trigger={<IconButton icon="help" size={13} label={t('tree.filter')} className={styles['help']} />}>
        <p className={styles['words']}>{t('tree.filter.words')}</p>
        <ul className={styles['examples']}>
          {examples.map(([text, about]) => (
            <li key={text}>
              <button type="button" className={styles['example']} onClick={() => onChange(`${query} ${text}`.trim())}>
                <code className="mono">{text}</code>
                <span>{t(about)}</span>
              </button>
            </li>
          ))}
        </ul>
      </Popover>
    </span>
  );
}

/** The conditions that hold now, each with how to take it away. */
export function FilterChips({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  const project = useCell(useEditor().project);
  const types = useMaybeCell(project?.types);
  const prefabs = useMaybeCell(project?.prefabs);
  const terms = parseFilter(query).filter(({ key, not }) => key !== undefined || not);
  if (terms.length === 0) return null;
  const components = types?.map(({ name }) => name) ?? [];
  return (
    <ul className={styles['chips']} aria-label={t('tree.filter.active')}>
      {terms.map((term) => {
        const known = isKnown(term, components, Object.keys(prefabs ?? {}));
        return (
          <li
            key={term.text}
            className={classes(styles['chip'], !known && styles['unknown'])}
            title={known ? undefined : t('tree.filter.unknown', { term: term.text })}
          >
            <bdi>{term.text}</bdi>
            <button
              type="button"
              aria-label={t('tree.filter.remove', { term: term.text })}
              onClick={() => onChange(withoutTerm(query, term))}
            >
              <Icon name="close" size={11} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
