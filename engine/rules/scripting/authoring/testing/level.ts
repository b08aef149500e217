import { vocabularyOf, type Vocabulary } from '../vocabulary.ts';

/** The words of a small level. */
export const level: Vocabulary = vocabularyOf({
  components: {
    Stage: {
      help: 'One firm of the chain',
      fields: {
        inventory: { kind: 'i32', unit: 'cases', min: 0, max: 9999, help: 'On hand' },
        cost: { kind: 'decimal', scale: 2, unit: '$' },
        order: { kind: 'i32' },
      },
    },
    Wealth: { fields: { cash: { kind: 'decimal', scale: 2 } } },
    Label: { fields: { text: { kind: 'string' } } },
  },
  commands: {
    PlaceOrder: { help: 'Order from the supplier', fields: { quantity: { kind: 'u16', max: 9999 }, price: { kind: 'decimal' } } },
  },
  parameters: {
    theta: { kind: 'number', label: 'Smoothing', default: 0.3, min: 0, max: 1 },
    queue: { kind: 'choice', label: 'Queue', options: ['fifo', 'lifo'], labels: { fifo: 'Oldest first' }, default: 'fifo' },
    moods: { kind: 'choice', label: 'Moods', options: ['calm', 'busy'], each: ['north', 'south'], default: 'calm' },
    night: { kind: 'boolean', label: 'Night shift', default: false },
    motto: { kind: 'text', label: 'Motto', maxLength: 40, default: '' },
  },
  kpis: { total_cost: { label: 'Total cost', kind: 'decimal', unit: '$' } },
  prefabs: ['Crate'],
  tables: ['market'],
  entities: { factory: 'Factory' },
});

/** The text without the mark, and where the mark stood. */
export const marked = (text: string): [code: string, offset: number] => {
  const offset = text.indexOf('¦');
  if (offset < 0) throw new Error('There is no ¦ in it.');
  return [text.slice(0, offset) + text.slice(offset + 1), offset];
};
