import type { SignInState, SignInWay } from '../../../src-main/contract/index.ts';
import { type Cell, createCell } from '../editor/cell.ts';
import type { Editor } from '../editor/index.ts';
import { describeError } from '../editor/notices.ts';
import type { Refusal } from './asked.ts';

export type SignInView = { at: 'asking' } | { at: 'refused'; why: Refusal } | SignInState;

/** The sign-in to AWS, as a dialog shows it: asked for when it opens, and again and again while the person is at AWS's page. */
export interface SignIn {
  readonly state: Cell<SignInView>;
  open(): void;
  begin(way: SignInWay): Promise<void>;
  choose(role: { account: string; role: string }): Promise<void>;
  /** Calls off the one under way, or ends the one that is. */
  end(): Promise<void>;
  close(): void;
}

export const signInDialog = 'sign-in';
/** How often it is asked whether the person has signed in, milliseconds. */
const beat = 1500;

function createSignIn(editor: Editor): SignIn {
  const { bridge, ports, dialog } = editor;
  const state = createCell<SignInView>({ at: 'asking' });
  /** Only the latest question's answer counts. */
  let asked = 0;
  const ask = async (question: () => Promise<SignInState>): Promise<void> => {
    asked += 1;
    const mine = asked;
    let answer: SignInView;
    try {
      answer = await question();
    } catch (error) {
      answer = { at: 'refused', why: describeError(error) };
    }
    if (mine !== asked) return;
    state.set(answer);
    if (answer.at === 'waiting' && dialog.get() === signInDialog)
      ports.clock.after(beat, () => {
        if (mine === asked) void ask(() => bridge.invoke('signIn.state', {}));
      });
  };
  return {
    state,
    open() {
      state.set({ at: 'asking' });
      dialog.set(signInDialog);
      void ask(() => bridge.invoke('signIn.state', {}));
    },
    begin: (way) => ask(() => bridge.invoke('signIn.begin', { way })),
    choose: (role) => ask(() => bridge.invoke('signIn.choose', role)),
    end: () => ask(() => bridge.invoke('signIn.end', {})),
    close: () => dialog.set(undefined),
  };
}

const made = new WeakMap<Editor, SignIn>();

export function signInOf(editor: Editor): SignIn {
  const signIn = made.get(editor) ?? createSignIn(editor);
  made.set(editor, signIn);
  return signIn;
}
