// Makes the README's pictures from the real pages of the demo: node tests/browser/screenshots.mjs, with the variables of tests/run.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { demo, openPage, root, story } from './house.mjs';

const pictures = path.join(root, 'tests/pictures');
mkdirSync(pictures, { recursive: true });

story('the pictures of the README are taken', async () => {
  const { all, desk, links } = await demo();
  const phone = await openPage({ width: 360 });
  await phone.goto(links[4]);
  await phone.screenshot({ path: path.join(pictures, 'first-page-360.png') });
  await Promise.all([phone.waitForNavigation({ waitUntil: 'load' }), phone.locator('main form button').last().click()]);
  // Away from the choices: a row under the pointer is tinted.
  await phone.mouse.move(0, 0);
  await phone.screenshot({ path: path.join(pictures, 'question-360.png') });
  const page = await openPage({ width: 1100 });
  await page.goto(desk.find((address) => !/compar/.test(address)));
  await page.screenshot({ path: path.join(pictures, 'desk-1100.png') });
  await page.goto(all.find((one) => /sammenlign|compar/.test(one)));
  await page.screenshot({ path: path.join(pictures, 'comparison-1100.png') });
  await phone.context().close();
  await page.context().close();
});
