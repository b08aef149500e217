/** The built-in components that something is drawn from: what a client gets unless it asks for others. */
export const SHOWN: readonly string[] = [
  'Camera',
  'Conveyor',
  'Dial',
  'Label',
  'Light',
  'Progress',
  'Seat',
  'Shape',
  'Stack',
  'Team',
  'Transform',
];
