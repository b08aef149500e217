import { z } from 'zod';

const Order = z.object({ dieAt: z.string(), nth: z.number().int().min(1) });

/** Ends this process with SIGKILL at the moment that its parent has named, the nth time that it comes. */
export function listenForDeath(): { reached: (point: string) => void } {
  let order: z.infer<typeof Order> | undefined;
  process.on('message', (message) => {
    const parsed = Order.safeParse(message);
    if (parsed.success) order = parsed.data;
  });
  process.on('disconnect', () => process.exit());
  return {
    reached(point) {
      if (order?.dieAt !== point) return;
      order.nth -= 1;
      if (order.nth <= 0) process.kill(process.pid, 'SIGKILL');
    },
  };
}
