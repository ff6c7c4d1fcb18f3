// The two ways in which a person works a page: by keys alone, or with a mouse. A story written for a hand is told with either.
// The keys' hand never focuses anything by script and never clicks: what Tab and the arrows do not reach, it cannot use.
import assert from 'node:assert/strict';

/** So many presses of Tab are patience enough for the longest page. */
const PATIENCE = 120;

const loaded = (page, act) => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), act]).then(([response]) => response);

/** What the keyboard stands on: whether it is `wanted` or its group, and whether an eye finds it. */
const standing = (wanted) => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const seen = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  };
  const box = node.getBoundingClientRect();
  const within = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const grouped = wanted.type === 'radio' && node.type === 'radio' && node.name === wanted.name && node.form === wanted.form;
  return { there: node === wanted || grouped, visible: within && (seen(node) || seen(node.closest('label') ?? node)), what: `${node.outerHTML.slice(0, 140)} at ${Math.round(box.top)} of ${innerHeight}` };
};

/** Works a page by Tab, Enter, Space, arrows and letters. */
export function keyboard(page) {
  const press = (key) => page.keyboard.press(key);
  // A key comes at once, where a click first looks for a place to press: without a listener from the beginning, the browser might be
  // told to hand over its dialogue for files only after the key had opened it, on a screen that is not there.
  page.on('filechooser', () => {});

  async function reach(target, patience = PATIENCE) {
    const wanted = await target.elementHandle();
    const stops = [];
    for (let presses = 0; presses < patience; presses += 1) {
      await press('Tab');
      const stop = await wanted.evaluate(standing);
      if (!stop) continue;
      stops.push(stop.what.slice(0, 60));
      assert.ok(stop.visible, `${page.url()}: the keyboard stands where no eye sees it, on ${stop.what}`);
      if (stop.there) return wanted;
    }
    assert.fail(`${page.url()}: ${await wanted.evaluate((node) => node.outerHTML.slice(0, 140))} was not reached by ${patience} presses of Tab:\n${stops.join('\n')}`);
  }

  async function fill(target, text) {
    const wanted = await reach(target);
    await press('Control+A');
    // A text of several lines is pasted, as a person does; Tab and Enter typed in it would do something else.
    if (text.length > 60) await page.keyboard.insertText(text);
    else await page.keyboard.type(text);
    assert.equal(await wanted.inputValue(), text);
  }

  return {
    name: 'keyboard',
    reach,
    fill,
    /** Presses a button or follows a link, and waits for the page that it leads to. */
    async go(target) {
      await reach(target);
      return loaded(page, press('Enter'));
    },
    async download(target) {
      await reach(target);
      const [file] = await Promise.all([page.waitForEvent('download'), press('Enter')]);
      return file;
    },
    async unfold(target) {
      await reach(target);
      await press('Enter');
    },
    /** Chooses a file in the browser's own dialogue. */
    async attach(target, file) {
      await reach(target);
      const [dialogue] = await Promise.all([page.waitForEvent('filechooser'), press('Space')]);
      await dialogue.setFiles(file);
    },
    async tick(target) {
      const wanted = await reach(target);
      if (await wanted.getAttribute('type') === 'checkbox') {
        await press('Space');
      } else {
        for (let moves = 0; moves < 20 && !(await wanted.isChecked()); moves += 1) {
          await press(await wanted.evaluate((node) => document.activeElement === node) ? 'Space' : 'ArrowDown');
        }
      }
      assert.ok(await wanted.isChecked());
    },
    async choose(target, value) {
      const wanted = await reach(target);
      for (let moves = 0; moves < 80 && (await wanted.inputValue()) !== value; moves += 1) await press('ArrowDown');
      assert.equal(await wanted.inputValue(), value);
    },
    /** Types a day into the browser's own field, whose parts stand in the order of the browser's language. */
    async date(target, day) {
      const wanted = await reach(target);
      const [year, month, date] = day.split('-');
      await page.keyboard.type(`${date}${month}${year}`);
      if ((await wanted.inputValue()) !== day) {
        for (let back = 0; back < 3; back += 1) await press('ArrowLeft');
        await page.keyboard.type(`${month}${date}${year}`);
      }
      assert.equal(await wanted.inputValue(), day);
    },
  };
}

/** Works a page with a mouse; words are typed or pasted where it clicked. */
export function mouse(page) {
  async function fill(target, text) {
    await target.click();
    await target.fill(text);
  }
  return {
    name: 'mouse',
    fill,
    go: (target) => loaded(page, target.click()),
    async download(target) {
      const [file] = await Promise.all([page.waitForEvent('download'), target.click()]);
      return file;
    },
    unfold: (target) => target.click(),
    async attach(target, file) {
      const [dialogue] = await Promise.all([page.waitForEvent('filechooser'), target.click()]);
      await dialogue.setFiles(file);
    },
    async tick(target) {
      // The words beside the box are as good a place to press as the box.
      await target.locator('xpath=ancestor::label').click();
      assert.ok(await target.isChecked());
    },
    choose: (target, value) => target.selectOption(value),
    date: fill,
  };
}
