import { chromium } from 'playwright-core';
import sp from '@sparticuz/chromium';
const url = process.argv[2],
  token = process.argv[3];
const browser = await chromium.launch({ executablePath: await sp.executablePath(), args: sp.args, headless: true });
const ctx = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 } });
const page = await ctx.newPage();
page.on('console', (m) => {
  if (m.type() === 'error') console.log('console', m.text().slice(0, 200));
});
const list = process.argv.slice(4);
for (const p of list) {
  await page.goto(url + p + (p.includes('#') ? '' : '#token=' + token));
  await page.waitForTimeout(12000);
  const f = '/tmp/shot' + p.replace(/[^a-z]/g, '_') + '.png';
  await page.screenshot({ path: f });
  console.log(f);
}
await browser.close();
