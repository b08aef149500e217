/** `PlaceOrder`, `spinDamping`, `card_rate` in the middle of a sentence: place order, spin damping, card rate. */
export const spokenName = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();

/** A text as a label or a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
