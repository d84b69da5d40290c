export const LAPTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
const PHONE = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36';
const DAY = 24 * 60;
const views = (minute, product_id, category = 'kettles', userAgent = LAPTOP) => [
    minute,
    'Product Viewed',
    { product_id, category },
    userAgent,
];
const phones = (minute, product_id, category) => views(minute, product_id, category, PHONE);
const reviews = (minute, product_id) => [minute, 'Product Reviews Viewed', { product_id }];
const denied = (minute, coupon_id) => [minute, 'Coupon Denied', { coupon_id, reason: 'expired' }];
const step = (minute, number) => [minute, 'Checkout Step Viewed', { checkout_id: 'c1', step: number }];
const through = (minute) => [minute, 'Checkout Step Completed', { checkout_id: 'c1', step: 2 }];
const orders = (minute) => [minute, 'Order Completed', { order_id: 'o' }];
const page = (minute, category) => [minute, 'Page Viewed', { category, path: `/${category.toLowerCase()}` }];
const soldOut = (minute) => [minute, 'Product Viewed', { product_id: 'p1', availability: 'out_of_stock' }];
const searches = (minute) => [minute, 'Products Searched', { query: 'kettle' }];
const fence = (minute, what, kind = 'store') => [minute, `Geofence ${what}`, { kind }];
const left = (minute, page_path) => [minute, 'Quick Backed Out', { page_path, milliseconds: 2_100 }];
const dead = (minute, page_path) => [minute, 'Dead Clicked', { page_path, selector: 'div.card' }];
const raged = (minute) => [minute, 'Rage Clicked', { page_path: '/cart', selector: 'button#pay', clicks: 5 }];
const rated = (minute, rating) => [minute, 'Product Reviewed', { product_id: 'p1', rating }];
/** The moments of examples/moments, by name. */
export const READY_MOMENTS = {
    comparing_prices_on_a_phone: {
        fires: [phones(0, 'a'), phones(3, 'b'), phones(8, 'c'), phones(9, 'a')],
        nearMisses: {
            'one of the three again': [phones(0, 'a'), phones(3, 'b'), phones(8, 'a')],
            'the first of the three twice': [phones(0, 'a'), phones(3, 'a'), phones(8, 'c')],
            'the first at a laptop': [views(0, 'a'), phones(3, 'b'), phones(8, 'c')],
            'the second at a laptop': [phones(0, 'a'), views(3, 'b'), phones(8, 'c')],
            'the third at a laptop': [phones(0, 'a'), phones(3, 'b'), views(8, 'c')],
            'another category in between': [phones(0, 'a'), phones(3, 'b', 'mills'), phones(8, 'c')],
            'the first into the cart': [phones(0, 'a'), [1, 'Product Added', { product_id: 'a' }], phones(3, 'b'), phones(8, 'c')],
            'another category': [phones(0, 'a'), phones(3, 'b'), phones(8, 'c', 'mills')],
            'already in the cart': [phones(0, 'a'), phones(3, 'b'), [4, 'Product Added', { product_id: 'b' }], phones(8, 'c')],
            'too slow': [phones(0, 'a'), phones(3, 'b'), phones(11, 'c')],
        },
    },
    reading_reviews: {
        fires: [views(0, 'a'), reviews(1, 'a'), reviews(2, 'a'), reviews(3, 'a')],
        nearMisses: {
            'scrolled past once': [views(0, 'a'), reviews(1, 'a')],
            'the reviews of another': [views(0, 'a'), reviews(1, 'a'), reviews(2, 'b')],
            'first the reviews of another': [views(0, 'a'), reviews(1, 'b'), reviews(2, 'a')],
            'decided before': [views(0, 'a'), [0.5, 'Product Added', { product_id: 'a' }], reviews(1, 'a'), reviews(2, 'a')],
            'came back later': [views(0, 'a'), reviews(1, 'a'), reviews(11, 'a')],
            'decided in between': [views(0, 'a'), reviews(1, 'a'), [2, 'Product Added', { product_id: 'a' }], reviews(3, 'a')],
        },
    },
    searching_near_a_store: {
        fires: [fence(0, 'Entered'), fence(5, 'Exited', 'home'), searches(12), searches(13)],
        nearMisses: {
            'gone again': [fence(0, 'Entered'), fence(10, 'Exited'), searches(12)],
            'at home': [fence(0, 'Entered', 'home'), searches(12)],
            'long after': [fence(0, 'Entered'), searches(31)],
        },
    },
    second_visit_to_a_product: {
        fires: [views(0, 'a'), views(5 * 60, 'a'), views(5 * 60 + 1, 'a')],
        nearMisses: {
            'on the same visit': [views(0, 'a'), views(10, 'b'), views(29, 'a')],
            'another product': [views(0, 'a'), views(5 * 60, 'b')],
            'ordered in between': [views(0, 'a'), orders(5), views(5 * 60, 'a')],
            'two days later': [views(0, 'a'), views(2 * DAY, 'a')],
        },
    },
    coupon_hunting: {
        fires: [denied(0, 'SAVE10'), denied(3, 'WELCOME'), denied(4, 'HELLO')],
        nearMisses: {
            'the same code again': [denied(0, 'SAVE10'), denied(3, 'SAVE10')],
            'a slip, then applied': [denied(0, 'SAVE1'), [1, 'Coupon Applied', { coupon_id: 'SAVE10' }], denied(3, 'WELCOME')],
            'the next day': [denied(0, 'SAVE10'), denied(DAY, 'WELCOME')],
        },
    },
    stuck_in_checkout: {
        fires: [step(0, 2), step(2, 2), step(5, 2), step(6, 2)],
        nearMisses: {
            'from step to step': [step(0, 1), step(2, 2), step(5, 3)],
            'another step in between': [step(0, 2), step(2, 3), step(5, 2)],
            'another step at last': [step(0, 2), step(2, 2), step(5, 3)],
            twice: [step(0, 2), step(2, 2)],
            'got through at once': [step(0, 2), through(1), step(2, 2), step(5, 2)],
            'got through': [step(0, 2), step(2, 2), through(3), step(5, 2)],
            'ordered, and looked again': [step(0, 2), orders(1), step(2, 2), step(5, 2)],
            'ordered after a second look': [step(0, 2), step(2, 2), orders(3), step(5, 2)],
            'now and then': [step(0, 2), step(2, 2), step(11, 2)],
            'one mistake mended': [step(0, 2), step(2, 2), orders(3)],
        },
    },
    out_of_stock_disappointment: {
        fires: [searches(0), soldOut(2), searches(20), soldOut(22)],
        nearMisses: {
            'took something else': [searches(0), soldOut(2), [9, 'Product Added', { product_id: 'p2' }]],
            'took something else before': [searches(0), [1, 'Product Added', { product_id: 'p2' }], soldOut(2)],
            'in stock': [searches(0), views(2, 'p1')],
            'without having looked for it': [soldOut(2)],
        },
    },
    looking_for_how_to: {
        fires: [orders(0), page(9 * DAY, 'How-to'), page(9 * DAY + 5, 'Help')],
        nearMisses: {
            'before they bought': [page(0, 'How-to'), orders(5)],
            'another page': [orders(0), page(9 * DAY, 'Kettles')],
            'half a year of use': [orders(0), page(31 * DAY, 'Help')],
        },
    },
    bad_review_after_delivery: {
        fires: [[0, 'Order Delivered', { order_id: 'o' }], rated(3 * DAY, 2), rated(3 * DAY + 5, 1)],
        nearMisses: {
            'three stars': [[0, 'Order Delivered', { order_id: 'o' }], rated(3 * DAY, 3)],
            'nothing delivered': [rated(3 * DAY, 1)],
            'three weeks later': [[0, 'Order Delivered', { order_id: 'o' }], rated(21 * DAY, 1)],
        },
    },
    about_to_cancel: {
        fires: [page(0, 'Billing'), page(4, 'Cancellation'), page(5, 'Cancellation')],
        nearMisses: {
            'the terms alone': [page(4, 'Cancellation')],
            'from another page': [page(0, 'Help'), page(4, 'Cancellation')],
            'the bill and the plans': [page(0, 'Billing'), page(4, 'Plans')],
            'has cancelled': [page(0, 'Plans'), [3, 'Subscription Cancelled', {}], page(4, 'Cancellation')],
            'another sitting': [page(0, 'Billing'), page(31, 'Cancellation')],
        },
    },
    rage_clicks: {
        fires: [raged(0), raged(1)],
        nearMisses: {
            'a click that does nothing': [dead(0, '/cart')],
            'an order': [orders(0)],
        },
    },
    dead_clicks: {
        fires: [dead(0, '/cart'), dead(1, '/cart'), dead(1.5, '/cart')],
        nearMisses: {
            once: [dead(0, '/cart')],
            'on two pages': [dead(0, '/cart'), dead(1, '/kettles')],
            'far apart': [dead(0, '/cart'), dead(3, '/cart')],
        },
    },
    quick_back_outs: {
        fires: [left(0, '/kettles/a'), left(1, '/kettles/b'), left(2, '/kettles/c')],
        nearMisses: {
            'a wrong turn': [left(0, '/kettles/a')],
            'now and then': [left(0, '/kettles/a'), left(6, '/kettles/b')],
            'the same page twice': [left(0, '/kettles/a'), left(1, '/kettles/a')],
            'found something': [left(0, '/kettles/a'), [0.5, 'Product Added', { product_id: 'c' }], left(1, '/kettles/b')],
        },
    },
};
