// Focus groups in the browser: notes by the keyboard alone, without a network, and two takers; each page accessible at every width.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, assertTouchTargets, demo, openPage, shots, story, widths } from './house.mjs';

const LIST = '/desk/focus-groups';
const NOTES = `${LIST}/3/notes`;

async function assertGood(page, what) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => document.querySelectorAll('details').forEach((folded) => { folded.open = true; }));
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, what);
    await page.screenshot({ path: path.join(shots, `focus-${what}-${width}.png`), fullPage: true });
  }
}

// Types lines as fast as the page takes them, by keys alone.
async function typed(page, lines) {
  for (const line of lines) await page.keyboard.type(`${line}\n`);
}

const saved = (page, words) => page.locator('#lines li', { hasText: words }).locator('.when', { hasText: /^gemt \d\d\.\d\d\.\d\d/ });

story('the pages of focus groups are accessible at every width', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  const pages = { list: '', matrix: '/matrix', frozen: '/summaries', exchange: '/exchange', group: '/3', notes: '/3/notes', statements: '/3/statements', points: '/points', point: '/points/5', summary: '/summaries/theme-results' };
  for (const [what, at] of Object.entries(pages)) {
    await page.goto(`${base}${LIST}${at}`);
    await assertGood(page, what);
  }
  await page.goto(`${base}${LIST}/summaries/theme-results/now.html`);
  await assertGood(page, 'summary-page');
  await page.goto(`${base}/desk/trials/ledighedsydelse`);
  await assertGood(page, 'trial');
  await page.goto(`${base}/desk/trials/ledighedsydelse/joint/ledighedsydelse-caseworkers/simplified`);
  await assertGood(page, 'joint');
});

story('a participant answers, consents and approves on a phone', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 360 });
  await page.goto(`${base}${LIST}/3`);
  // A participant's own address is shown on asking alone.
  const links = [];
  for (const id of await page.locator('button[name=show]').evaluateAll((buttons) => buttons.map((one) => one.value))) {
    await page.goto(`${base}${LIST}/3`);
    await Promise.all([page.waitForNavigation(), page.locator(`button[name=show][value="${id}"]`).click()]);
    links.push((await page.content()).match(/\/g\/[a-z2-7]{26}/)[0]);
  }
  let asked;
  for (const link of links) {
    await page.goto(base + link);
    if ((await page.locator('input[name=decision]').count()) > 0) asked = link;
  }
  assert.ok(asked, 'nobody is asked about a quote');
  await page.goto(base + asked);
  await assertTouchTargets(page);
  await assertGood(page, 'participant');
  await page.locator('input[name=decision][value=approved]').last().check();
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Gem mit valg' }).last().click()]);
  assert.match(await page.locator('main').innerText(), /Det er gemt/);
});

story('notes are taken by the keyboard alone, and the lines of one taker reach the other', async () => {
  const { base } = await demo();
  const [one, other] = [await openPage({ width: 1280 }), await openPage({ width: 1280 })];
  for (const page of [one, other]) await page.goto(base + NOTES);
  const first = await one.locator('.question:not([hidden]) h2').innerText();
  await typed(one, ['2: Tasterne alene rækker', '"Vi ringede jo bare', '>']);
  assert.notEqual(await one.locator('.question:not([hidden]) h2').innerText(), first, 'the next question is shown');
  await typed(one, ['0: Efter spørgsmålet']);
  for (const words of ['Tasterne alene rækker', 'Vi ringede jo bare', 'Efter spørgsmålet']) {
    await saved(one, words).waitFor();
    await saved(other, words).waitFor();
  }
  assert.match(await other.locator('#lines li', { hasText: 'Tasterne alene' }).innerText(), /^L3-2/);
});

story('the notes of a whole session are typed by keys alone, question after question', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.goto(`${base}${LIST}/5/notes`);
  const before = await page.locator('#lines li').count();
  const questions = await page.locator('select[name=question] option').count();
  const asked = new Set();
  const lines = [];
  for (let question = 0; question < questions; question += 1) {
    asked.add(await page.locator('.question:not([hidden]) h2').innerText());
    // Ninety minutes are some 140 lines.
    for (let turn = 0; turn < 13; turn += 1) {
      const words = `${question + 1}.${turn + 1} hele vejen med taster`;
      lines.push(words);
      await typed(page, [turn % 4 === 3 ? words : `${(turn % 3) + 1}: ${words}`]);
    }
    await typed(page, ['>']);
  }
  assert.equal(asked.size, questions, 'each question was shown');
  for (const words of lines) await saved(page, words).first().waitFor({ timeout: 20000 });
  assert.equal(await page.locator('#lines li').count(), before + lines.length);
  await page.reload();
  const said = await page.locator('#lines li').allInnerTexts();
  for (const words of lines) assert.equal(said.filter((line) => line.includes(` ${words}`) || line.includes(`\n${words}`) || line.includes(`\t${words}`)).length, 1, `${words} stands once`);
  const speakers = new Set(said.filter((line) => line.includes('hele vejen')).map((line) => line.split(/\s/)[0]));
  assert.ok(speakers.size >= 3, `speakers were changed by keys: ${[...speakers]}`);
});

story('half an hour without a network is replayed once, in the order in which it was typed', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.clock.install();
  await page.goto(`${base}${LIST}/6/notes`);
  await page.context().setOffline(true);
  const lines = Array.from({ length: 48 }, (_, at) => `Halv time ${at} slut`);
  for (const line of lines) {
    await typed(page, [line]);
    await page.clock.fastForward(37500);
  }
  await page.context().setOffline(false);
  await page.clock.fastForward(5000);
  for (const line of lines) await saved(page, line).waitFor({ timeout: 20000 });
  const plain = await openPage({ width: 1280, script: false });
  await plain.goto(`${base}${LIST}/6/notes`);
  const stored = (await plain.locator('#lines .said').allInnerTexts()).filter((words) => words.startsWith('Halv time'));
  assert.deepEqual(stored, lines.toReversed(), 'the newest line stands first');
});

story('lines typed without a network are sent once it is back, none twice', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.goto(base + NOTES);
  await page.context().setOffline(true);
  const lines = Array.from({ length: 25 }, (_, at) => `Uden net ${at} slut`);
  await typed(page, lines);
  await page.locator('#noted', { hasText: 'uden forbindelse' }).waitFor();
  assert.equal(await page.locator('.when', { hasText: /^gemmer$/ }).count(), lines.length);
  await page.context().setOffline(false);
  for (const line of lines) await saved(page, line).waitFor({ timeout: 20000 });
  const plain = await openPage({ width: 1280, script: false });
  await plain.goto(base + NOTES);
  const stored = await plain.locator('#lines .said').allInnerTexts();
  for (const line of lines) assert.equal(stored.filter((words) => words === line).length, 1, `${line} stands once`);
  await plain.locator('#words').fill('Helt uden script');
  await Promise.all([plain.waitForNavigation(), plain.keyboard.press('Enter')]);
  assert.match(await plain.locator('#lines').innerText(), /Helt uden script/);
});

story('an edit that is saved without a network waits in the browser and takes the place of its line', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.goto(`${base}${LIST}/4/notes`);
  await typed(page, ['Ordene før rettelsen']);
  await saved(page, 'Ordene før rettelsen').waitFor();
  await page.locator('#lines li', { hasText: 'Ordene før rettelsen' }).getByRole('link', { name: 'Ret' }).click();
  await page.locator('input[name=replaces]').waitFor({ state: 'attached' });
  await page.context().setOffline(true);
  await page.locator('#words').fill('Ordene efter rettelsen');
  await page.keyboard.press('Enter');
  await page.locator('#noted', { hasText: 'uden forbindelse' }).waitFor();
  await typed(page, ['En ny linje bagefter']);
  assert.equal(await page.locator('.when', { hasText: /^gemmer$/ }).count(), 2);
  await page.context().setOffline(false);
  for (const words of ['Ordene efter rettelsen', 'En ny linje bagefter']) await saved(page, words).waitFor({ timeout: 20000 });
  await page.reload();
  const stored = await page.locator('#lines .said').allInnerTexts();
  for (const [words, times] of [['Ordene før rettelsen', 0], ['Ordene efter rettelsen', 1], ['En ny linje bagefter', 1]]) {
    assert.equal(stored.filter((line) => line.includes(words)).length, times, `${words}: ${stored}`);
  }
});

story('lines that wait are not sent by whoever signs in next in the same browser', async () => {
  const { base } = await demo();
  const before = await openPage({ width: 1280 });
  const browser = before.context();
  await before.goto(`${base}${LIST}/4/notes`);
  await browser.setOffline(true);
  await typed(before, ['Kun den, der skrev den, sender den']);
  await before.locator('#noted', { hasText: 'uden forbindelse' }).waitFor();
  const taker = await before.locator('#taking').getAttribute('data-taker');
  assert.ok(taker, 'the page says who takes notes');
  // Closed and gone before the network is back: a page that is only left is told of it, and sends its own lines, as it should.
  await before.close();
  await browser.setOffline(false);
  // The same page, as another person of this browser gets it.
  const page = await browser.newPage();
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'POST') sent.push(request.url()); });
  await page.route('**/4/notes', async (route) => {
    if (route.request().method() === 'POST') return route.continue();
    const answer = await route.fetch();
    return route.fulfill({ response: answer, body: (await answer.text()).replace(`data-taker="${taker}"`, 'data-taker="En anden"') });
  });
  await page.goto(`${base}${LIST}/4/notes`);
  await typed(page, ['En andens linje']);
  await saved(page, 'En andens linje').waitFor();
  assert.equal(await page.locator('#lines li', { hasText: 'Kun den, der skrev den' }).count(), 0);
  assert.equal(sent.length, 1, `${sent}`);
  await page.unroute('**/4/notes');
  await page.goto(`${base}${LIST}/4/notes`);
  await saved(page, 'Kun den, der skrev den').waitFor({ timeout: 20000 });
});

story('a stream of lines that a proxy refused is taken up again', async () => {
  const { base } = await demo();
  const [one, other] = [await openPage({ width: 1280 }), await openPage({ width: 1280 })];
  let refused = 0;
  await other.route('**/notes/events**', (route) => {
    refused += 1;
    return refused > 2 ? route.continue() : route.fulfill({ status: 502, body: 'Bad Gateway' });
  });
  for (const page of [one, other]) await page.goto(`${base}${LIST}/4/notes`);
  await typed(one, ['Mens proxyen sagde nej']);
  await saved(one, 'Mens proxyen sagde nej').waitFor();
  await saved(other, 'Mens proxyen sagde nej').waitFor({ timeout: 20000 });
  assert.ok(refused > 2, 'the stream was refused and asked for again');
});

story('a line is not lost where the browser keeps nothing', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.goto(`${base}${LIST}/4/notes`);
  await page.evaluate(() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; });
  await Promise.all([page.waitForNavigation(), typed(page, ['Intet lager i browseren'])]);
  assert.match(await page.locator('#lines').innerText(), /Intet lager i browseren/);
});
