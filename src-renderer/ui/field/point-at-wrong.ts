/**
 * The first field of a form that holds what cannot be sent gets the focus; it says itself, beside it, what is wrong.
 * @returns whether there was one
 */
export function pointAtWrong(form: Element | null): boolean {
  const wrong = form?.querySelector<HTMLInputElement>('input:invalid');
  wrong?.focus();
  return wrong !== null && wrong !== undefined;
}
