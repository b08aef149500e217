import type { Locator } from '@playwright/test';

/** Lets go of a file over something, as a hand does that has brought it from a folder. */
export async function drop(on: Locator, name: string, bytes: Uint8Array, at: { x: number; y: number }): Promise<void> {
  const page = on.page();
  const data = await page.evaluateHandle(
    ([fileName, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64!), (char) => char.charCodeAt(0))], fileName!));
      return transfer;
    },
    [name, Buffer.from(bytes).toString('base64')],
  );
  const box = (await on.boundingBox())!;
  const event = { dataTransfer: data, clientX: box.x + at.x, clientY: box.y + at.y };
  await on.dispatchEvent('dragover', event);
  await on.dispatchEvent('drop', event);
}
