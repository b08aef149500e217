import { describe, expect, it } from 'vitest';
import { createTestStudio } from '../testing/test-editor.ts';

describe('the editor, headless', () => {
  it('opens a first project in the Scenario preset and plays it to its end', async () => {
    const ada = await createTestStudio().join('Ada');
    await ada.start();
    expect(ada.firstStart.get()).toBe(true);
    expect(ada.preferences.preset.get()).toBe('scenario');
    expect(ada.screen.get()).toEqual({ at: 'project' });
    await ada.until(() => ada.preview.transport.get().tick === 40);
    expect(ada.timeText(40)).toBe('Week 40 of 40');
    expect(ada.preview.current.get()?.kpis).toEqual({ total: 120 });
    expect(ada.preview.transport.get().hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('shows recent projects when there are any', async () => {
    const ada = await createTestStudio({ recent: ['supply-chain'] }).join('Ada');
    await ada.start();
    expect(ada.screen.get()).toMatchObject({ at: 'home', recent: [{ name: 'Toy' }] });
  });
});
