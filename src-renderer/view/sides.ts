/** How the scene is seen: in perspective, or without it, freely or from one side. */
export type Outlook = 'perspective' | 'orthographic' | 'top' | 'bottom' | 'front' | 'back' | 'right' | 'left';

/** Where the eye stands on the sphere around what is looked at, in radians. Front is where z comes towards the beholder. */
export const sideAngles: Readonly<Partial<Record<Outlook, { alpha: number; beta: number }>>> = {
  top: { alpha: Math.PI / 2, beta: 0 },
  bottom: { alpha: Math.PI / 2, beta: Math.PI },
  front: { alpha: Math.PI / 2, beta: Math.PI / 2 },
  back: { alpha: -Math.PI / 2, beta: Math.PI / 2 },
  right: { alpha: 0, beta: Math.PI / 2 },
  left: { alpha: Math.PI, beta: Math.PI / 2 },
};
