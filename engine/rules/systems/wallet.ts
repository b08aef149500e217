import { addDecimal } from '../../kernel/math/index.ts';
import { LedgerError } from '../../kernel/error.ts';
import { defineSystem } from '../define-system.ts';

/** Pays every Wallet its income, to the cent. Upkeep that the credit does not cover is not paid, and that is told. */
export const walletSystem = defineSystem({
  name: 'wallet',
  phase: 'rules',
  reads: ['Wallet'],
  writes: ['Wallet'],
  run({ arena, events }) {
    const balance = arena.column('Wallet', 'balance');
    const credit = arena.column('Wallet', 'credit');
    const income = arena.column('Wallet', 'income');
    arena.query('Wallet').each((i) => {
      if (income[i] === 0) return;
      const about = { index: i, entity: arena.nameOf(arena.entityAt(i)) };
      try {
        const after = addDecimal(balance[i]!, income[i]!);
        if (income[i]! < 0 && after < -credit[i]!) events.emit('wallet', 'WalletEmpty', {}, about);
        else balance[i] = after;
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
        events.emit('wallet', 'WalletFull', { message: error.message }, about);
      }
    });
  },
});
