const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);

/** The page on which somebody signs in. `wrong` says why it is shown again. */
export const signInPage = ({ action, username, wrong }: { action: string; username: string; wrong?: string }): string =>
  page(
    'Sign in',
    `<h1>Sign in</h1>${wrong === undefined ? '' : `<p role="alert">${escaped(wrong)}</p>`}
<form method="post" action="${escaped(action)}">
<p><label>User name<br><input name="username" required maxlength="128" autocomplete="username" value="${escaped(username)}"${username === '' ? ' autofocus' : ''}></label></p>
<p><label>Password<br><input name="password" type="password" required maxlength="256" autocomplete="current-password"${username === '' ? '' : ' autofocus'}></label></p>
<p><button>Sign in</button></p></form>`,
  );

export const messagePage = (text: string): string => page('Sign-in', `<p role="alert">${escaped(text)}</p>`);

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px system-ui;margin:4em auto;max-width:24em;color:#111;background:#fff}input,button{font:inherit;padding:.4em;box-sizing:border-box}input{width:100%}[role=alert]{color:#a00}</style>
<body>${body}</body></html>`;
