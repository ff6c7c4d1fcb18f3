// Answering as a person does: on a phone 360 px wide, by keyboard alone, and with what a screen reader is told in view.
import assert from 'node:assert/strict';
import path from 'node:path';
import { accessibilityTree, assertNoSidewaysScroll, assertTouchTargets, demo, focused, openPage, served, shots, story, visitLightly } from './house.mjs';

const isReceipt = async (page) => /kvittering/i.test(await page.locator('main').innerText()) && (await page.locator('fieldset').count()) === 0;

/** Goes through one page by Tab, Space, letters and Enter only, and leaves it by its main button. */
async function passByKeyboard(page) {
  const before = page.url();
  const answered = new Set();
  const stops = [];
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (!stop) continue;
    stops.push(`${stop.tag} ${stop.name ?? ''} ${stop.text.slice(0, 30)}`);
    assert.ok(stop.visible, `focus cannot be seen on ${stop.tag} "${stop.text.slice(0, 40)}" of ${before}`);
    if (stop.type === 'radio' && !answered.has(stop.name)) {
      answered.add(stop.name);
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
    } else if (stop.type === 'checkbox' && !answered.has(stop.name)) {
      answered.add(stop.name);
      await page.keyboard.press('Space');
    } else if (stop.tag === 'TEXTAREA' || (stop.tag === 'INPUT' && ['text', null].includes(stop.type))) {
      await page.keyboard.type('Det gik godt');
    } else if (stop.tag === 'BUTTON' && !/tilbage|back|sprog|english|dansk|senere|later/i.test(stop.text)) {
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
      return;
    }
  }
  assert.fail(`no button was reached by Tab on ${before}; the stops were: ${stops.join(' | ')}`);
}

story('a link is answered at 360 px by keyboard alone, from the first page to the receipt', async () => {
  const { links } = await demo();
  const page = await openPage({ width: 360, script: false });
  await visitLightly(page, links[0]);
  let passed = 0;
  while (!(await isReceipt(page))) {
    passed += 1;
    assert.ok(passed < 30, `no receipt after 30 pages; the last was ${page.url()}: ${(await page.locator('main').innerText()).slice(0, 200)}`);
    await assertNoSidewaysScroll(page);
    await assertTouchTargets(page);
    await page.screenshot({ path: path.join(shots, `answering-${String(passed).padStart(2, '0')}.png`), fullPage: true });
    await passByKeyboard(page);
  }
  await page.screenshot({ path: path.join(shots, 'answering-receipt.png'), fullPage: true });
  assert.ok(passed >= 2, `only ${passed} pages before the receipt: was there a question at all?`);
  await page.context().close();
});

story('a screen reader hears each question as the name of its group, and each choice by its words', async () => {
  const { links } = await demo();
  const page = await openPage({ width: 360, script: false });
  await page.goto(links[1]);
  let questions = 0;
  for (let step = 0; step < 30 && !(await isReceipt(page)); step += 1) {
    const asked = await page.evaluate(() => [...document.querySelectorAll('fieldset')].map((set) => ({
      legend: set.querySelector('legend')?.textContent.replace(/\s+/g, ' ').trim() ?? '',
      choices: [...set.querySelectorAll('input[type=radio], input[type=checkbox]')].map((input) =>
        (input.closest('label') ?? document.querySelector(`label[for="${CSS.escape(input.id)}"]`))?.textContent.replace(/\s+/g, ' ').trim() ?? ''),
    })));
    const tree = await accessibilityTree(page);
    for (const { legend, choices } of asked) {
      questions += 1;
      assert.ok(legend.length > 5, `a fieldset of ${page.url()} asks nothing`);
      assert.ok(tree.some((node) => ['group', 'radiogroup'].includes(node.role) && node.name.includes(legend.slice(0, 60))),
        `no group is named by "${legend}"; the tree has ${JSON.stringify(tree.filter((node) => /group/.test(node.role)))}`);
      for (const choice of choices) {
        assert.ok(choice.length > 0 && tree.some((node) => ['radio', 'checkbox'].includes(node.role) && node.name.length > 0 && choice.includes(node.name)),
          `no choice of the tree is named "${choice}"`);
      }
    }
    assert.ok(tree.some((node) => node.role === 'heading' || node.role === 'group'), `${page.url()} has neither heading nor question`);
    await answerByPointer(page);
  }
  assert.ok(questions >= 2, `only ${questions} questions were met`);
  await page.context().close();
});

story('leaving everything empty leads on after one kind question, and nothing typed is lost by going back', async () => {
  const { links } = await demo();
  const page = await openPage({ width: 360, script: false });
  await page.goto(links[2]);
  await pressMain(page);
  const first = page.locator('fieldset input[type=radio]').first();
  for (let step = 0; step < 20 && (await first.count()) === 0; step += 1) await pressMain(page);
  await first.check();
  const chosen = await first.getAttribute('value');
  const name = await first.getAttribute('name');
  const questionPage = page.url();
  await pressMain(page);
  await page.goto(links[2]);
  // The same link resumes; the answer given is there when the person goes back to it.
  for (let step = 0; step < 10 && (await page.locator(`input[name="${name}"]`).count()) === 0; step += 1) {
    const back = page.getByText('Tilbage', { exact: false }).first();
    if ((await back.count()) > 0) await Promise.all([page.waitForNavigation(), back.click()]);
    else await pressMain(page);
  }
  assert.ok(await page.locator(`input[name="${name}"][value="${chosen}"]`).isChecked(), `the answer to ${name} given on ${questionPage} is not there after coming back`);
  await page.context().close();
});

async function pressMain(page) {
  const buttons = page.locator('main button, main input[type=submit]');
  const total = await buttons.count();
  for (let index = total - 1; index >= 0; index -= 1) {
    const button = buttons.nth(index);
    if (!/^$|tilbage|back|sprog|english|dansk|senere|later/i.test(await button.innerText())) {
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
      return;
    }
  }
  assert.fail(`no button on ${page.url()}`);
}

async function answerByPointer(page) {
  const names = await page.evaluate(() => [...new Set([...document.querySelectorAll('fieldset input[type=radio]')].map((input) => input.name))]);
  for (const name of names) await page.locator(`input[type=radio][name="${name}"]`).nth(1).check();
  await pressMain(page);
}

/** Goes on from a link to the first page with a choice among several, and gives back its address. */
async function toChoice(page, link) {
  await page.goto(link);
  for (let step = 0; step < 20 && (await page.locator('fieldset input[type=radio], fieldset input[type=checkbox]').count()) === 0; step += 1) await pressMain(page);
  return page.url().split('?')[0];
}

story('what is ticked survives the way back, another language, a lost net and the way back of the browser', async () => {
  const { links } = await demo();
  const page = await openPage({ width: 360, script: false });
  const here = await toChoice(page, links[3]);
  const box = page.locator('fieldset input[type=radio], fieldset input[type=checkbox]').first();
  await box.check();
  // The net is gone when the form is sent: the browser's own page must not stand where ours was.
  await page.context().setOffline(true);
  await page.locator('main form button').last().click({ noWaitAfter: true }).catch(() => {});
  await page.waitForTimeout(500);
  await page.context().setOffline(false);
  await page.goBack();
  assert.equal(page.url().split('?')[0], here);
  assert.ok(await box.isChecked(), 'the net was gone and what was ticked with it');
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.getByRole('button', { name: 'English' }).click()]);
  assert.ok(await box.isChecked(), 'another language has lost what was ticked');
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.getByRole('button', { name: 'Back' }).click()]);
  await page.goto(here);
  assert.ok(await box.isChecked(), 'the way back has lost what was ticked');
  await page.context().close();
});

story('the way back of the browser leads through what was asked about, and forward again, with every answer there', async () => {
  const { links } = await served();
  const page = await openPage({ width: 360, script: false });
  await page.goto(links['house-back']);
  await pressMain(page);
  // Nothing is answered: the page asks, and is left as it is.
  await pressMain(page);
  assert.ok(await page.getByText('Du mangler at svare').isVisible());
  await pressMain(page);
  const second = page.url();
  await page.goBack();
  assert.ok(await page.getByText('Du mangler at svare').isVisible(), `the way back shows ${page.url()}: ${await page.title()}`);
  await page.goForward();
  assert.equal(page.url(), second);
  // A page of two questions, of which one is answered.
  for (let step = 0; step < 20 && (await page.locator('input[name="effects.quality"]').count()) === 0; step += 1) await pressMain(page);
  await page.locator('input[name="effects.quality"][value="2"]').check();
  await pressMain(page);
  assert.ok(await page.getByText('Du mangler at svare').isVisible());
  await pressMain(page);
  const after = page.url();
  await page.goBack();
  assert.ok(await page.getByText('Du mangler at svare').isVisible());
  assert.ok(await page.locator('input[name="effects.quality"][value="2"]').isChecked(), 'the answer is not there on the way back');
  await page.goForward();
  assert.equal(page.url(), after);
  await page.context().close();
});
