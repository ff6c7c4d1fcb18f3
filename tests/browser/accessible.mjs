// axe-core, weight, sideways scroll and sizes on every page that a respondent can meet, in each language that it has.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, assertTouchTargets, demo, openPage, served, shots, story, visitLightly, widths } from './house.mjs';

async function assertGoodPage(page, what) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 1000 ? 740 : 900 });
    await assertNoSidewaysScroll(page);
    await assertTouchTargets(page);
    await assertAccessible(page, what);
    if (width !== 1280) await page.screenshot({ path: path.join(shots, `${what.replaceAll(/[^a-z0-9æøå-]+/gi, '-')}-${width}.png`), fullPage: true });
  }
}

/** Walks a questionnaire from its first page to the receipt, checking every page and the page with faults; gives back what was met. */
async function walk(page, what) {
  const met = { pages: 0, questions: 0, faults: 0 };
  for (let step = 1; step <= 40; step += 1) {
    met.pages += 1;
    await assertGoodPage(page, `${what} side ${step}`);
    const body = await page.locator('body').innerHTML();
    assert.ok(!/<script/i.test(body), `${page.url()} has a script`);
    const fieldsets = await page.locator('fieldset').count();
    met.questions += fieldsets;
    const main = page.locator('main button.primary, main form button[type=submit], main form button:not([type])').last();
    if ((await main.count()) === 0) return met;
    if (fieldsets > 0 && met.faults === 0) {
      const response = await leave(page, main);
      if (response.status() === 422) {
        met.faults += 1;
        // Answering is voluntary: what is left empty is asked about, and is no fault.
        assert.doesNotMatch(await page.title(), /^(Fejl|Error|خطأ)/);
        await assertGoodPage(page, `${what} mangler`);
      } else continue;
    }
    for (const name of await page.evaluate(() => [...new Set([...document.querySelectorAll('input[type=radio]')].map((input) => input.name))])) {
      await page.locator(`input[type=radio][name="${name}"]`).first().check();
    }
    await leave(page, page.locator('main form button[type=submit], main form button:not([type])').last());
  }
  assert.fail(`${what} had no end`);
}

async function leave(page, button) {
  const answers = [];
  const note = (response) => { if (response.request().isNavigationRequest()) answers.push(response); };
  page.on('response', note);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
  page.off('response', note);
  return answers.at(-1);
}

async function chooseLanguage(page, code) {
  const choice = page.locator(`a[hreflang="${code}"], a[lang="${code}"], button[lang="${code}"], button[value="${code}"]`).first();
  assert.ok((await choice.count()) > 0, `${page.url()} offers no language ${code}`);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), choice.click()]);
  assert.equal(await page.locator('html').getAttribute('lang'), code);
}

const locales = { da: 'da-DK', en: 'en-GB', ar: 'ar' };
for (const [round, code, least] of [['integration', 'da', 2], ['integration', 'en', 2], ['integration', 'ar', 2], ['samtaler', 'da', 6], ['samtaler', 'en', 6],
  ['house', 'da', 6], ['house', 'en', 6]]) {
  story(`every page of ${round} in ${code} is accessible, light and in one column`, async () => {
    const { links } = await served();
    const page = await openPage({ width: 360, language: locales[code] });
    await visitLightly(page, links[`${round}-${code}`]);
    assert.equal(await page.locator('html').getAttribute('lang'), code, 'the letter was in this language, and so is the page');
    assert.equal(await page.locator('html').getAttribute('dir') ?? 'ltr', code === 'ar' ? 'rtl' : 'ltr');
    const met = await walk(page, `${round} ${code}`);
    assert.ok(met.questions >= least, `only ${met.questions} questions were met`);
    assert.equal(met.faults, 1, 'an empty page is asked about once');
    // The same link afterwards: answered already.
    await page.goto(links[`${round}-${code}`]);
    await assertGoodPage(page, `${round} ${code} besvaret`);
    await page.context().close();
  });
}

story('who opens a Danish letter can read it in the other languages', async () => {
  const { links } = await demo();
  const page = await openPage({ width: 360 });
  await page.goto(links[4]);
  for (const code of ['en', 'ar', 'da']) {
    await chooseLanguage(page, code);
    await assertGoodPage(page, `language ${code}`);
  }
  await page.context().close();
});

for (const code of ['da', 'en', 'ar']) {
  story(`saying no to a survey or to all letters is accessible in ${code}`, async () => {
    const { links } = await served();
    const page = await openPage({ width: 360, language: locales[code] });
    await visitLightly(page, links[`integration-${code}`].replace('/s/', '/fravalg/'));
    await assertGoodPage(page, `fravalg ${code}`);
    assert.equal(await page.locator('input[type=radio]:checked').count(), 0, 'nothing is chosen for anybody');
    const response = await leave(page, page.locator('main form button').last());
    assert.equal(response.status(), 422);
    await assertGoodPage(page, `fravalg ${code} uden valg`);
    await page.context().close();
  });
}

story('the pages that lead nowhere further are kind and accessible', async () => {
  const { base, links } = await demo();
  const page = await openPage({ width: 360 });
  const unknown = `${links[0].slice(0, -4)}aaaa`;
  for (const address of [`${base}/`, `${base}/k`, `${base}/kvittering`, `${base}/findes-ikke`, unknown, `${base}/s/kort`, `${base}/r/findes-ikke`]) {
    await visitLightly(page, address);
    await assertGoodPage(page, `side ${new URL(address).pathname.slice(0, 12)}`);
  }
  await page.context().close();
});

for (const code of ['da', 'en', 'ar']) {
  story(`what the caseworker sees, the rights and one's own answer are accessible in ${code}`, async () => {
    const { base } = await demo();
    const page = await openPage({ width: 360, language: locales[code] });
    await page.goto(`${base}/demo/link`);
    await leave(page, page.locator('main form button').last());
    await chooseOther(page, code);
    const link = page.url().split('?')[0];
    await visitLightly(page, `${link}?lang=${code}`);
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('a[href*="/eksempel?"]').click()]);
    assert.equal(await page.locator('html').getAttribute('lang'), code);
    assert.ok(!/<script/i.test(await page.content()), 'the example has a script');
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 1000 ? 740 : 900 });
      await assertNoSidewaysScroll(page);
      await page.evaluate(() => document.querySelectorAll('details').forEach((folded) => { folded.open = true; }));
      await assertAccessible(page, `eksempel ${code}`);
    }
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('main a.button').click()]);
    assert.equal(page.url(), `${link}?lang=${code}`, 'the way back');
    await page.goto(`${base}/rettigheder?lang=${code}`);
    await assertGoodPage(page, `rettigheder ${code}`);
    await page.goto(`${link}?lang=${code}`);
    for (let step = 0; step < 40 && (await page.locator('p.code').count()) === 0; step += 1) await leave(page, page.locator('main form button').last());
    const receipt = (await page.locator('p.code').innerText()).trim();
    await page.goto(`${base}/kvittering?lang=${code}`);
    await page.locator('#code').fill(receipt);
    assert.equal((await leave(page, page.locator('main form button').last())).status(), 200);
    assert.equal(await page.locator('html').getAttribute('lang'), code);
    assert.ok((await page.locator('dl.answers').count()) === 2, 'what is stored, and the answers');
    await page.locator('summary').first().click();
    await assertGoodPage(page, `eget svar ${code}`);
    await page.context().close();
  });
}

/** Types a code at /k, in whatever language the page is in, and gives back the answer's status. */
async function typeCode(page, code) {
  await page.locator('#code').fill(code);
  return (await leave(page, page.locator('main form button').last())).status();
}

for (const [code, unknown] of [['da', 'Vi kender ikke koden'], ['en', 'We do not know this code'], ['ar', 'نحن لا نعرف هذا الرمز']]) {
  story(`who types the code of a letter in ${code} is told what is wrong, on a page that is accessible`, async () => {
    const { base } = await demo();
    const page = await openPage({ width: 320, language: locales[code] });
    await page.goto(`${base}/`);
    await chooseOther(page, code);
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('a[href^="/k?"]').click()]);
    assert.equal(await page.locator('html').getAttribute('lang'), code, 'the front page and the code speak one language');
    assert.equal(await page.locator('#code').getAttribute('inputmode'), 'numeric');
    assert.equal(await page.locator('#code').getAttribute('autocomplete'), 'off');
    await assertGoodPage(page, `kode ${code}`);
    assert.equal(await typeCode(page, '1234 5678'), 422);
    assert.match(await page.title(), /^(Fejl|Error|خطأ)/);
    assert.equal(await page.locator('#code').inputValue(), '1234 5678', 'what was typed is kept');
    await assertGoodPage(page, `kode ${code} mangler`);
    assert.equal(await typeCode(page, '0000-0000-0000-0000'), 422);
    assert.ok((await page.locator('main').innerText()).includes(unknown));
    assert.equal(await page.locator('html').getAttribute('lang'), code, 'the language stays');
    await page.context().close();
  });
}

async function chooseOther(page, code) {
  if ((await page.locator('html').getAttribute('lang')) !== code) await chooseLanguage(page, code);
}

story('a text that holds a CPR number is asked about kindly, on a page that is accessible', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 360 });
  await page.goto(`${base}/demo/link`);
  await leave(page, page.locator('main form button').last());
  for (let step = 0; step < 40 && (await page.locator('textarea').count()) === 0; step += 1) await leave(page, page.locator('main form button').last());
  await page.locator('textarea').fill('Mit nummer er 070761-4286');
  const answer = await leave(page, page.locator('main form button').last());
  assert.equal(answer.status(), 422);
  assert.ok((await page.locator('main').innerText()).includes('Det ligner et CPR-nummer.'));
  assert.equal(await page.locator('textarea').inputValue(), 'Mit nummer er 070761-4286');
  await assertGoodPage(page, 'cpr-nummer');
  await page.context().close();
});

story('the first page and a question are readable for someone whose telephone is dark', async () => {
  const { links } = await demo();
  const page = await openPage({ width: 360, dark: true });
  await visitLightly(page, links[3]);
  await assertAccessible(page, 'first page, dark');
  const button = page.locator('main form button').last();
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
  await assertAccessible(page, 'question, dark');
  await page.screenshot({ path: path.join(shots, 'dark-question-360.png'), fullPage: true });
  await page.context().close();
});
