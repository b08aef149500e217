import { ContextMenu as Context } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { Icon, type IconName } from '../icon.tsx';
import styles from './menu.module.css';

export interface MenuEntry {
  id: string;
  label: string;
  icon?: IconName | undefined;
  keys?: string | undefined;
  checked?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Opens a menu of its own instead of doing something. */
  submenu?: (() => readonly (readonly MenuEntry[])[]) | undefined;
  onSelect?: (() => void) | undefined;
}

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  groups: () => readonly (readonly MenuEntry[])[];
  align?: 'start' | 'end';
  /** Also opened from elsewhere than its button: by a key, by the other mouse button. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** False where the trigger is not a `button`, so that it works where buttons are disabled. */
  nativeButton?: boolean;
  /** Where the focus goes when it closes; back to the button without it. */
  leadsTo?: () => HTMLElement | null;
}

/** Entries are made when the menu opens, so that what they say is true at that moment. */
export function Menu({ trigger, groups, align = 'start', open, onOpenChange, nativeButton = true, leadsTo }: MenuProps) {
  return (
    <Base.Root modal={false} {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      <Base.Trigger render={trigger} nativeButton={nativeButton} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className={styles['positioner']}>
          <Base.Popup className={styles['popup']} {...(leadsTo && { finalFocus: leadsTo })}>
            <Entries groups={groups} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function ContextMenu({
  groups,
  children,
  className,
}: {
  groups: () => readonly (readonly MenuEntry[])[];
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <Context.Root>
      <Context.Trigger className={className}>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Positioner className={styles['positioner']}>
          <Context.Popup className={styles['popup']}>
            <Entries groups={groups} />
          </Context.Popup>
        </Context.Positioner>
      </Context.Portal>
    </Context.Root>
  );
}

/** A point may be covered: the menu moves until all of it is in the window. */
const asRoomIs = { side: 'shift', align: 'shift', fallbackAxisSide: 'none' } as const;

/** A menu at a point of the window, in CSS pixels from its top left. */
export function PointMenu({
  at,
  label,
  groups,
  onClose,
  leadsTo,
}: {
  at: () => { x: number; y: number };
  label: string;
  groups: () => readonly (readonly MenuEntry[])[];
  onClose: () => void;
  /** Where the focus goes when it closes. */
  leadsTo: () => HTMLElement | null;
}) {
  const anchor = { getBoundingClientRect: () => new DOMRect(at().x, at().y, 0, 0) };
  return (
    <Base.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} align="start" collisionAvoidance={asRoomIs} className={styles['positioner']}>
          <Base.Popup className={styles['popup']} aria-label={label} finalFocus={leadsTo}>
            <Entries groups={groups} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Entries({ groups }: { groups: () => readonly (readonly MenuEntry[])[] }) {
  return groups()
    .filter((group) => group.length > 0)
    .map((group, index) => (
      <Fragment key={group[0]?.id}>
        {index > 0 && <Base.Separator className={styles['line']} />}
        {group.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Fragment>
    ));
}

function Entry({ entry: { label, icon, keys, checked, disabled = false, submenu, onSelect } }: { entry: MenuEntry }) {
  const content = (
    <>
      <span className={styles['lead']}>{checked ? <Icon name="check" /> : icon && <Icon name={icon} />}</span>
      <span>{label}</span>
      {keys && <kbd className={styles['keys']}>{keys}</kbd>}
    </>
  );
  if (submenu) {
    return (
      <Base.SubmenuRoot>
        <Base.SubmenuTrigger className={styles['item']}>
          <span className={styles['lead']}>{icon && <Icon name={icon} />}</span>
          <span>{label}</span>
          <span className={styles['keys']}>
            <Icon name="chevron-right" size={12} />
          </span>
        </Base.SubmenuTrigger>
        <Base.Portal>
          <Base.Positioner className={styles['positioner']} sideOffset={2} alignOffset={-5}>
            <Base.Popup className={styles['popup']}>
              <Entries groups={submenu} />
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.SubmenuRoot>
    );
  }
  if (checked === undefined) {
    return (
      <Base.Item className={styles['item']} disabled={disabled} onClick={onSelect}>
        {content}
      </Base.Item>
    );
  }
  return (
    <Base.CheckboxItem className={styles['item']} checked={checked} disabled={disabled} closeOnClick onClick={onSelect}>
      {content}
    </Base.CheckboxItem>
  );
}
