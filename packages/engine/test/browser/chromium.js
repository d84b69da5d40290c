import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { chromium as driver } from 'playwright-core';
/** Where Linux distributions put theirs. */
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** A browser that says that it has no window counts as a bot, and its visitors are left out of segments. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage', `--user-agent=${USER_AGENT}`];
/** Starts a real Chromium without a window: the packaged one, else one that is installed. @throws Error of the packaged one when there is no other. */
export async function launchChromium() {
    try {
        return await driver.launch({ executablePath: await chromium.executablePath(), args: ARGUMENTS });
    }
    catch (error) {
        const executablePath = INSTALLED.find((path) => existsSync(path));
        if (executablePath === undefined)
            throw error;
        return driver.launch({ executablePath, args: ARGUMENTS });
    }
}
