import { type ReactNode, useState } from 'react';
import { Button, Dialog, SearchField } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useEditor } from '../react.ts';
import styles from './authoring.module.css';

interface NamingProps {
  title: string;
  about: string;
  /** Accessible name of the field. */
  label: string;
  placeholder?: string;
  /** What the field begins with. */
  value?: string;
  does: string;
  /** What keeps it from being called so, in a sentence. */
  refusal: (name: string) => string | undefined;
  onDo: (name: string) => Promise<void>;
  children?: ReactNode;
}

/** Asks for a name. What is wrong with it stands at the field, once something was typed or tried. */
export function Naming({ title, about, label, placeholder, value = '', does, refusal, onDo, children }: NamingProps) {
  const editor = useEditor();
  const [typed, setTyped] = useState(value);
  const [isTried, setTried] = useState(false);
  const [isDoing, setDoing] = useState(false);
  const name = typed.trim();
  const wrong = refusal(name);
  const said = isTried || name !== '' ? wrong : undefined;
  const close = (): void => editor.dialog.set(undefined);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (wrong !== undefined || isDoing) return;
    setDoing(true);
    try {
      await onDo(name);
      close();
    } catch (error) {
      // The dialog stays: what was typed is not typed again.
      editor.notices.refuse(error);
      setDoing(false);
    }
  };
  return (
    <Dialog
      title={title}
      about={about}
      closeLabel={t('close')}
      onClose={close}
      footer={<Buttons does={does} disabled={isDoing} onDo={() => void submit()} />}
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <SearchField
          focused
          label={label}
          placeholder={placeholder}
          maxLength={120}
          value={typed}
          aria-invalid={said !== undefined}
          aria-describedby="naming-said"
          onChange={setTyped}
        />
        <p id="naming-said" role="alert" className={styles['wrong']}>
          {said}
        </p>
        {children}
        {/* With further fields in the form Enter asks for a button to press. */}
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}

interface ButtonsProps {
  does: string;
  danger?: boolean;
  disabled?: boolean;
  onDo: () => void;
}

/** The foot of a dialog that does something. */
export function Buttons({ does, danger = false, disabled = false, onDo }: ButtonsProps) {
  const editor = useEditor();
  return (
    <>
      <Button large onClick={() => editor.dialog.set(undefined)}>
        {t('drafts.cancel')}
      </Button>
      <Button look={danger ? 'danger' : 'filled'} large disabled={disabled} onClick={onDo}>
        {does}
      </Button>
    </>
  );
}

interface ConfirmProps {
  title: string;
  about: string;
  does: string;
  onDo: () => Promise<void>;
  children?: ReactNode;
}

/** Says what will be lost and asks. */
export function Confirm({ title, about, does, onDo, children }: ConfirmProps) {
  const editor = useEditor();
  const submit = (): void => {
    editor.dialog.set(undefined);
    void onDo().catch(editor.notices.refuse);
  };
  return (
    <Dialog
      title={title}
      about={about}
      closeLabel={t('close')}
      onClose={() => editor.dialog.set(undefined)}
      footer={<Buttons danger does={does} onDo={submit} />}
    >
      {children ?? null}
    </Dialog>
  );
}
