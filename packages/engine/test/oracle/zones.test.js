import { describe, expect, test } from 'vitest';
import { ZONES } from '../../src/simulation/twin/arbitrary.js';
import { startOf } from '../../src/simulation/twin/calendar.js';
import { timeZone } from '../../src/timeline/time-zones.js';
const DAY = 86_400_000;
/** The years in which random worlds are lived. */
const FROM = Date.parse('2026-01-01T12:00:00Z');
const TO = Date.parse('2027-03-01T12:00:00Z');
describe('zones of random worlds', () => {
    test.each(ZONES)('days in %s begin when they do by the platform, or the twin could not be believed', (name) => {
        const zone = timeZone(name);
        const differing = [];
        for (let instant = FROM; instant < TO; instant += DAY) {
            if (zone?.period('day', instant).start !== startOf('day', instant, name))
                differing.push(new Date(instant).toISOString());
        }
        expect(differing).toEqual([]);
    });
});
