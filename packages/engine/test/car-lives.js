const visits = (seconds, menu) => [
    [seconds, 'menu/opened', { menu }],
    [seconds + 10, 'menu/left', { menu }],
];
const uses = (feature, times) => [[0, 'feature/used', { feature, uses: times }]];
const stars = (seconds, feature, rating) => [[seconds, 'feedback/given', { feature, rating }]];
const rejected = (seconds, wish) => [[seconds, 'voice/rejected', { wish }]];
/** Drivers who have a moment, and drivers who nearly have it. */
export const CAR_LIVES = [
    ['a menu left three times', { moment: 'menu_abandoned', times: 1, says: [0, 60, 120].flatMap((at) => visits(at, 'Seats')) }],
    ['a menu left twice', { moment: 'menu_abandoned', times: 0, says: [0, 60].flatMap((at) => visits(at, 'Seats')) }],
    [
        'a menu that was of use the second time',
        {
            moment: 'menu_abandoned',
            times: 0,
            says: [...visits(0, 'Seats'), ...visits(60, 'Seats'), [80, 'menu/chosen', { menu: 'Seats', item: 'warm' }], ...visits(120, 'Seats')],
        },
    ],
    ['a menu left now and then', { moment: 'menu_abandoned', times: 0, says: [0, 200, 400].flatMap((at) => visits(at, 'Seats')) }],
    ['a wish said three times', { moment: 'voice_retries', times: 1, says: [0, 20, 40].flatMap((at) => rejected(at, 'warmer')) }],
    [
        'three different wishes',
        { moment: 'voice_retries', times: 0, says: ['warmer', 'colder', 'louder'].flatMap((wish, n) => rejected(n * 20, wish)) },
    ],
    [
        'understood at last',
        {
            moment: 'voice_retries',
            times: 0,
            says: [...rejected(0, 'warmer'), ...rejected(20, 'warmer'), [30, 'voice/understood', { wish: 'warmer' }], ...rejected(40, 'warmer')],
        },
    ],
    ['a first use that is liked', { moment: 'first_joy', times: 1, says: [...uses('massage', 1), ...stars(120, 'massage', 5)] }],
    ['a feature that is known', { moment: 'first_joy', times: 0, says: [...uses('massage', 2), ...stars(120, 'massage', 5)] }],
    ['three stars', { moment: 'first_joy', times: 0, says: [...uses('massage', 1), ...stars(120, 'massage', 3)] }],
    ['stars for something else', { moment: 'first_joy', times: 0, says: [...uses('massage', 1), ...stars(120, 'radio', 5)] }],
];
