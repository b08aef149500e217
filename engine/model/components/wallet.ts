import { defineComponent } from '../component.ts';
import { decimal, text } from '../fields.ts';

export const Wallet = defineComponent(
  'Wallet',
  {
    balance: decimal({ scale: 2, default: '0.00', widget: 'money' }),
    credit: decimal({ scale: 2, min: 0, default: '0.00', widget: 'money', help: 'How far below zero the balance may go.' }),
    currency: text({ default: 'USD' }),
    income: decimal({ scale: 2, default: '0.00', unit: '/tick', widget: 'money', help: 'Added every tick; negative for upkeep.' }),
  },
  { help: 'Money, to the cent.' },
);
