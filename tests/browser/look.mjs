// What every page satisfies in each state that it is met in, and its pictures.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, shots } from './house.mjs';

/** Nothing moves for those who asked that nothing should. */
export async function assertStill(page) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((node) => {
    const style = getComputedStyle(node);
    return style.animationName !== 'none' || style.transitionDuration.split(', ').some((time) => time !== '0s') || style.scrollBehavior === 'smooth';
  }).map((node) => node.outerHTML.slice(0, 100)));
  await page.emulateMedia({ reducedMotion: null });
  assert.deepEqual(moving, [], `${page.url()} moves all the same`);
}

/** With the system's own few colours a button still has an edge, or a line under its words, and the page that one is on is still marked. */
export async function assertSeenInForcedColours(page, picture) {
  await page.emulateMedia({ forcedColors: 'active' });
  const unseen = await page.evaluate(() => {
    const shown = (node) => node.checkVisibility({ checkVisibilityCSS: true });
    const edge = (node) => { const style = getComputedStyle(node); return [style.borderBottomStyle, style.borderBottomWidth, style.borderBottomColor].join(' '); };
    const lined = (node) => getComputedStyle(node).textDecorationLine.includes('underline');
    // The button that Enter presses is nobody's to see.
    const buttons = [...document.querySelectorAll('button:not([aria-hidden=true]), a.button')];
    const bare = buttons.filter((node) => shown(node) && !lined(node) && parseFloat(getComputedStyle(node).borderTopWidth) === 0);
    const here = [...document.querySelectorAll('.top a[aria-current]')];
    const others = [...document.querySelectorAll('.top a:not([aria-current])')];
    const lost = here.filter((node) => others.some((other) => edge(other) === edge(node)));
    return [...bare, ...lost].map((node) => node.outerHTML.slice(0, 120));
  });
  if (picture) await page.screenshot({ path: picture });
  await page.emulateMedia({ forcedColors: 'none' });
  assert.deepEqual(unseen, [], `${page.url()} with forced colours`);
}

/** No word of English stands on a Danish page, save where it says so; Danish has none of these words. */
export async function assertDanish(page) {
  const foreign = await page.evaluateHandle(() => [...document.querySelectorAll('main [lang]:not([lang=da], [hidden])')]);
  await foreign.evaluate((all) => all.forEach((one) => { one.hidden = true; }));
  const text = await page.locator('main').innerText();
  await foreign.evaluate((all) => all.forEach((one) => { one.hidden = false; }));
  const found = text.match(/[^\n]*(?<!\p{L})(the|is|are|with|from|not|your|you|this|error|invalid|unknown)(?!\p{L})[^\n]*/iu);
  assert.equal(found?.[0], undefined, `${page.url()} speaks English`);
}

/**
 * Looks at pages, with pictures in a folder of this name; those whose own name is telling are taken with forced colours and at 400 % too.
 *
 * A page is looked at in the state that it is in. The two tellings share the work: the keys' reads it wide and with forced colours, the
 * mouse's on a phone and takes the pictures; both at 400 % of a screen of 1280 × 1024.
 */
export function looking(folder, telling) {
  const own = path.join(shots, folder);
  mkdirSync(own, { recursive: true });
  return async function look(page, hand, name) {
    const size = page.viewportSize();
    const folded = await page.evaluateHandle(() => [...document.querySelectorAll('main details:not([open])')]);
    await folded.evaluate((all) => all.forEach((one) => { one.open = true; }));
    await assertDanish(page);
    await page.setViewportSize({ width: 320, height: 256 });
    await assertNoSidewaysScroll(page);
    if (hand.name === 'mouse' && telling.test(name)) await page.screenshot({ path: path.join(own, `${name}-400.png`) });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await assertNoSidewaysScroll(page);
      if ((hand.name === 'keyboard') === (width === 1280)) await assertAccessible(page, name);
      if (hand.name === 'mouse') await page.screenshot({ path: path.join(own, `${name}-${width}.png`), fullPage: true });
    }
    if (hand.name === 'keyboard') await assertSeenInForcedColours(page, telling.test(name) && path.join(own, `${name}-forced.png`));
    else await assertStill(page);
    await folded.evaluate((all) => all.forEach((one) => { one.open = false; }));
    await page.setViewportSize(size);
  };
}

/** A form was refused: what is wrong is said, and the reading begins there. */
export async function assertRefused(page, words) {
  const alert = page.getByRole('alert').first();
  assert.match(await alert.innerText(), words);
  const focused = page.locator('[role=alert]:focus').waitFor({ timeout: 3000 });
  await focused.catch(() => assert.fail(`${page.url()}: focus does not stand on what is wrong`));
}
