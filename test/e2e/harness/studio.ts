import { expect, type Locator, type Page } from '@playwright/test';

/** Words for what a person sees in Studio: the roles and names of the accessibility contract, nothing else. */
export const panel = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
export const tab = (page: Page, name: string): Locator => page.getByRole('tab', { name, exact: true });
export const button = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('button', { name, exact: typeof name === 'string' });
export const status = (within: Page | Locator, name: string): Locator => within.getByRole('status', { name, exact: true });

/** The link that a session's button shows beside the window; that page is closed again. */
export async function playersLink(page: Page, session: Page | Locator): Promise<string> {
  const [beside] = await Promise.all([page.waitForEvent('popup'), button(session, 'Open Playground').click()]);
  await beside.waitForURL(/#/);
  const link = beside.url();
  await beside.close();
  return link;
}

/** Brings a panel to the front. */
export async function show(page: Page, name: string): Promise<Locator> {
  await tab(page, name).click();
  await expect(panel(page, name)).toBeVisible();
  return panel(page, name);
}

/** Finds an action in the palette and does it. */
export async function act(page: Page, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+K');
  const palette = page.getByRole('dialog', { name: 'Actions' });
  await palette.getByRole('combobox', { name: 'Find an action' }).fill(name);
  await palette.getByRole('option', { name }).first().click();
  await expect(palette).toBeHidden();
}

/** Chooses from a select. */
export async function choose(within: Page | Locator, name: string, option: string): Promise<void> {
  const page = 'page' in within ? within.page() : within;
  await within.getByRole('combobox', { name, exact: true }).click();
  await page.getByRole('option', { name: option }).click();
}

/** Types a number into a field, as a person does: the field takes it when Enter is pressed. */
export async function type(field: Locator, value: number | string): Promise<void> {
  await field.click();
  await field.fill(String(value));
  await field.press('Enter');
}

export const row = (page: Page, name: string): Locator =>
  page.getByRole('tree', { name: 'Scene' }).getByRole('treeitem', { name, exact: true });

/** The hash that the transport shows. */
export const hashOf = async (within: Page): Promise<string> => (await status(within, 'State hash').innerText()).trim();

export const canvas = (page: Page): Locator => page.getByRole('img', { name: 'Scene view' });

/** What the scene's picture shows, to compare with another: a hash of it. */
export const pictureOf = (page: Page): Promise<string> =>
  canvas(page).evaluate(async (element: HTMLCanvasElement) => {
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [element.width, element.height];
    const context = copy.getContext('2d')!;
    context.drawImage(element, 0, 0);
    const hash = await crypto.subtle.digest('SHA-256', context.getImageData(0, 0, copy.width, copy.height).data);
    return [...new Uint8Array(hash).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });

/** Goes into the project that the owner's first start has made. */
export async function enter(page: Page): Promise<void> {
  await button(page, 'Continue Supply chain').click();
  await expect(status(page, 'Sync')).toHaveText('Saved');
}

/** Gives an entity that is in view another name, in the inspector. */
export async function rename(page: Page, from: string, to: string): Promise<void> {
  await row(page, from).click();
  await show(page, 'Inspector');
  await type(panel(page, 'Inspector').getByRole('textbox', { name: 'Entity name' }), to);
  await expect(row(page, to)).toBeVisible();
}
