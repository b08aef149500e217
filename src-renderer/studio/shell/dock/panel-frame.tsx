import { Component, type ReactNode, Suspense } from 'react';
import { Button, classes, EmptyState } from '../../../ui/index.ts';
import { describeError } from '../../editor/index.ts';
import { type PlainKey, t } from '../../i18n/index.ts';
import type { PanelDefinition } from '../panel.ts';
import styles from './panel-frame.module.css';

/** A panel's region. What breaks inside it stays inside it. */
export function PanelFrame({ panel }: { panel: PanelDefinition }) {
  const { Content } = panel;
  return (
    // A panel that scrolls can be scrolled with the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section
      tabIndex={panel.bleeds ? undefined : 0}
      aria-label={t(panel.title as PlainKey)}
      className={classes(styles['panel'], panel.bleeds && styles['bleeds'])}
    >
      <Boundary>
        <Suspense>
          <Content />
        </Suspense>
      </Boundary>
    </section>
  );
}

class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    const { hint } = describeError(this.state.error);
    return (
      <EmptyState icon="alert" title={t('panel.broken')} text={hint ?? t('panel.broken.hint')}>
        <Button look="outline" onClick={() => this.setState({ error: undefined })}>
          {t('panel.again')}
        </Button>
      </EmptyState>
    );
  }
}
