/** Apart from the contract, so that the preload carries these two words and no schemas. */
export const callChannel = 'ledgerquest:call';
export const newsChannel = 'ledgerquest:news';
