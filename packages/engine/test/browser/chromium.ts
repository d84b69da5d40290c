import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

/** Where Linux distributions put theirs. */
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage'];

/** Starts a real Chromium without a window: the packaged one, else one that is installed. @throws Error of the packaged one when there is no other. */
export async function launchChromium(): Promise<Browser> {
  try {
    return await driver.launch({ executablePath: await chromium.executablePath(), args: ARGUMENTS });
  } catch (error) {
    const executablePath = INSTALLED.find((path) => existsSync(path));
    if (executablePath === undefined) throw error;
    return driver.launch({ executablePath, args: ARGUMENTS });
  }
}
